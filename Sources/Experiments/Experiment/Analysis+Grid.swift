import Exhibits
import Results

extension Analysis {
  /// What was found in the cells of a grid, in one: rows follow each other with the cell's values in
  /// key columns, and coefficients and checks tell their cell.
  ///
  /// - Throws: `CSVError` for a file that is none.
  init(joining cells: [(setting: Parameters, analysis: Analysis)]) throws {
    for name in firsts(cells.flatMap { $0.analysis.files.map(\.name) }) {
      var parts: [(setting: Parameters, document: CSVDocument)] = []
      for (setting, analysis) in cells {
        for file in analysis.files where file.name == name {
          parts.append((setting, try CSVDocument(parsing: file.text, file: name)))
        }
      }
      files.append((name, CSVDocument.text(joining: parts)))
    }
    for (setting, analysis) in cells {
      let words = setting.csvField ?? ""
      coefficients += analysis.coefficients.map { coefficient in
        var coefficient = coefficient
        coefficient.parameter = coefficient.parameter.and(setting)
        return coefficient
      }
      checks += analysis.checks.map { check in
        var check = check
        check.statement = "\(words): \(check.statement)"
        return check
      }
      unfiled += analysis.unfiled.map { table in
        var table = table
        table.title += ", \(words)"
        return table
      }
    }
  }
}
