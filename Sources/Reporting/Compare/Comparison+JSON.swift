import Exhibits
import Results
import Statistics

/// A comparison as JSON: the same that its CSV form holds, with the sides and the settings.
extension Comparison {
  /// The text, indented.
  package var json: String {
    JSONText.encode([
      "base": base.json, "head": head.json,
      "alpha": JSONValue(.double(settings.alpha)),
      "threshold_percent": JSONValue(.double(settings.thresholdPercent)),
      "conflicts": JSONValue(strings: provenance.conflicts),
      "remarks": JSONValue(strings: provenance.remarks),
      "unmatched_files": JSONValue(.array(unmatchedFiles.map(\.json))),
      "files": JSONValue(.array(files.map(\.json))),
    ])
  }
}

extension ComparedSide {
  fileprivate var json: JSONValue {
    [
      "name": JSONValue(.string(name)), "commit": JSONValue(optional: commit),
      "processor": JSONValue(optional: host?.processor),
      "kernel": JSONValue(optional: host?.kernel),
    ]
  }
}

extension FileComparison {
  fileprivate var json: JSONValue {
    [
      "file": JSONValue(.string(name)),
      "compared_rows": JSONValue(.integer(Int128(comparedRows))),
      "unmatched_rows": JSONValue(.array(unmatchedRows.map(\.json))),
      "unmatched_columns": JSONValue(.array(unmatchedColumns.map(\.json))),
      "drifts": JSONValue(.array(drifts.map(\.json))),
      "measured": JSONValue(.array(measured.map { $0.json(keyColumns: keyColumns) })),
      "remarks": JSONValue(strings: remarks),
    ]
  }
}

extension Unmatched {
  fileprivate var json: JSONValue {
    [
      "side": JSONValue(.string(side.rawValue)), "name": JSONValue(.string(name)),
      "rows": rows.map { JSONValue(.integer(Int128($0))) } ?? nil,
    ]
  }
}

extension Drift {
  fileprivate var json: JSONValue {
    [
      "row": JSONValue(.string(row)),
      "columns": JSONValue(
        .array(
          differences.map {
            [
              "column": JSONValue(.string($0.column)), "base": JSONValue(.string($0.base)),
              "head": JSONValue(.string($0.head)),
            ]
          })),
    ]
  }
}

extension MeasuredColumn {
  fileprivate func json(keyColumns: [String]) -> JSONValue {
    [
      "column": JSONValue(.string(name)), "unit": JSONValue(.string(unit.rawValue)),
      "better": JSONValue(.string(better.rawValue)),
      "is_mean_of_series": JSONValue(.bool(isOfSeries)),
      "geometric_mean_ratio": JSONValue(optional: geometricMean()),
      "geometric_mean_ratio_of_references": JSONValue(
        optional: geometricMean(ofReferences: true)),
      "whole": whole.map { whole in
        [
          "p_value": JSONValue(.double(whole.test.pValue)),
          "adjusted_p_value": JSONValue(optional: whole.adjustedPValue),
          "claim": JSONValue(.string(whole.claim.rawValue)),
        ]
      } ?? nil,
      "rows": JSONValue(.array(measurements.map { $0.json(keyColumns: keyColumns) })),
    ]
  }
}

extension Measurement {
  fileprivate func json(keyColumns: [String]) -> JSONValue {
    let names = zip(keyColumns, key).map { ($0, JSONValue(.string($1))) }
    return [
      "row": JSONValue(.object(Dictionary(names, uniquingKeysWith: { $1 }))),
      "is_reference": JSONValue(.bool(isReference)),
      "base": base.json, "head": head.json,
      "ratio": JSONValue(optional: ratio?.ratio),
      "ratio_interval": JSONValue(interval: ratio?.interval),
      "method": JSONValue(.string(test.method.rawValue)),
      "p_value": JSONValue(.double(test.pValue)),
      "adjusted_p_value": JSONValue(optional: adjustedPValue),
      "claim": JSONValue(.string(claim.rawValue)),
      "follows_references": JSONValue(.bool(followsReferences)),
    ]
  }
}

extension Sample {
  fileprivate var json: JSONValue {
    [
      "median": JSONValue(.double(median)), "interval": JSONValue(interval: interval.interval),
      "coverage": JSONValue(.double(interval.coverage)),
      "values": JSONValue(.array(values.map { JSONValue(.double($0)) })),
    ]
  }
}

extension JSONValue {
  fileprivate init(strings: [String]) {
    self.init(.array(strings.map { JSONValue(.string($0)) }))
  }

  fileprivate init(optional text: String?) { self.init(text.map { .string($0) } ?? .null) }

  fileprivate init(optional number: Double?) { self.init(number.map { .double($0) } ?? .null) }

  fileprivate init(interval: ConfidenceInterval?) {
    self.init(
      interval.map { .array([JSONValue(.double($0.low)), JSONValue(.double($0.high))]) } ?? .null)
  }
}
