import Results

/// Something that is made from result files alone: a plot, tables, or a finding.
///
///     let churnPlot = Plot("churn", in: .churn, needs: [.churn]) { results in
///       churnFigure(try results(ChurnRow.self))
///     }
public struct Exhibit<Content: Sendable>: Sendable {
  /// A word for file names and options.
  public let name: String
  /// The part of the report that it belongs to.
  public let section: ReportSection
  /// The files without which it is left out.
  public let needs: [ResultsFile]
  /// Makes it; nil where the rows are too few to show anything.
  public let make: @Sendable (ResultsReader) throws -> Content?

  /// An exhibit.
  public init(
    _ name: String, in section: ReportSection, needs: [ResultsFile],
    make: @escaping @Sendable (ResultsReader) throws -> Content?
  ) {
    self.name = name
    self.section = section
    self.needs = needs
    self.make = make
  }
}

/// A plot, written as `NAME.svg`.
public typealias Plot = Exhibit<Figure>

/// Tables that are made of the same rows.
public typealias TableGroup = Exhibit<[Table]>

/// A part of the report.
public struct ReportSection: Sendable, Hashable {
  /// A word for links.
  public let id: String
  /// The heading.
  public let title: String

  /// A part of the report; the report shows parts in the order in which exhibits first name them.
  public init(_ id: String, _ title: String) {
    self.id = id
    self.title = title
  }

  /// Mixed against isolated routing.
  public static let routing = ReportSection("routing", "Routing: mixed against isolated")
  /// The p-sweep.
  public static let sweep = ReportSection("sweep", "Growth against the violation fraction")
  /// Quartile slopes.
  public static let slope = ReportSection("slope", "Is growth sustained?")
  /// Churn.
  public static let churn = ReportSection("churn", "Sustained replacement")
  /// The profiler: DSR, diagnosis, cost.
  public static let profiler = ReportSection("profiler", "The drainability profiler")
  /// A real Redis.
  public static let redis = ReportSection("redis", "A real Redis on jemalloc")
  /// The allocators that people run.
  public static let peers = ReportSection("peers", "The same on other allocators")
  /// Sessions that die.
  public static let lifetimes = ReportSection("lifetimes", "When sessions die")
  /// Slab size, object size, load.
  public static let sensitivity = ReportSection("sensitivity", "What slab and object sizes do")
  /// Speed.
  public static let speed = ReportSection("speed", "Speed")
}

/// The exhibits that a folder's files allow, and the files that others lack.
public struct Gathered<Content: Sendable> {
  /// What was made, in the order of the list.
  public private(set) var made: [(exhibit: Exhibit<Content>, content: Content)] = []
  /// The missing files, each with the exhibits that lack it.
  public private(set) var missing: [(file: ResultsFile, names: [String])] = []

  /// Makes every exhibit whose files are there.
  ///
  /// - Throws: `CSVError` or `ResultsError` for a file that is there and cannot be read.
  public init(_ exhibits: [Exhibit<Content>], from results: ResultsReader) throws {
    for exhibit in exhibits {
      let lacking = exhibit.needs.filter { !results.has($0) }
      if lacking.isEmpty {
        if let content = try exhibit.make(results) { made.append((exhibit, content)) }
      }
      for file in lacking {
        if let index = missing.firstIndex(where: { $0.file == file }) {
          missing[index].names.append(exhibit.name)
        } else {
          missing.append((file, [exhibit.name]))
        }
      }
    }
  }

  /// A sentence for each missing file.
  ///
  /// - Parameters:
  ///   - folder: the results folder.
  ///   - noun: what is left out, `tables` or `plots`.
  public func remarks(_ folder: ResultsFolder, noun: String) -> [String] {
    missing.map { file, names in
      "no \(folder.path(of: file.name)): `drainbench \(file.command)` makes it; left out: \(noun) "
        + names.joined(separator: ", ")
    }
  }
}
