import TestSupport
import Testing

@testable import Experiments
@testable import Results

@Suite struct ClassifiedTableTests {
  private func document(_ text: String, _ file: String = "data.csv") throws(CSVError) -> CSVDocument
  {
    try CSVDocument(parsing: text, file: file)
  }

  private func roles(_ table: ClassifiedTable) -> [String: ColumnRole] {
    guard let row = table.rows.first else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.name), row.roles))
  }

  @Test("A kind is known by its header under any name, and by its name when columns came or went")
  func kinds() throws {
    let header = BenchRow.columns.map(\.name).joined(separator: ",")
    #expect(
      CSVKind.all.kind(of: try document(header + "\n"), named: "old.csv")?.fileName == "bench.csv")
    let grown = try document(header + ",heap_bytes\n", "bench.csv")
    #expect(CSVKind.all.kind(of: grown, named: "bench.csv")?.fileName == "bench.csv")
    #expect(CSVKind.all.kind(of: grown, named: "old.csv") == nil)
    let shrunk = try document("allocator,pattern,threads,round,ns_per_pair\n")
    #expect(CSVKind.all.kind(of: shrunk, named: "bench.csv")?.fileName == "bench.csv")
    #expect(CSVKind.all.kind(of: try document("allocator,pattern\n"), named: "bench.csv") == nil)
  }

  @Test("Fields of a known kind are read as values, and keep what they are for row by row")
  func known() throws {
    let text = "p,reuse,seed,metric,quartile,slope_per_request,ratio_to_first,note_ns\n"
    let table = try CSVKind(SlopeRow.self).classify(
      document(text + "0.50,ring,1,rss_bytes,1,2,,7\n0.5,ring,1,retained_slabs,1,2,,7\n"))
    #expect(table.rows[0].fields[0] == "0.5")
    #expect(table.rows[0].roles[5] == .noisy)
    #expect(table.rows[1].roles[5] == .exact)
    #expect(table.rows[0].roles[2] == .repetition)
    #expect(table.rows[0].roles[7] == .noisy)
    #expect(table.rows[1].position == TextPosition(line: 3, column: 1))
    let wrong = error(CSVError.self) {
      _ = try CSVKind(SlopeRow.self).classify(document(text + "x,ring,1,rss_bytes,1,2,,7\n"))
    }
    #expect(wrong?.position == TextPosition(line: 2, column: 1))
    let missing = error(CSVError.self) {
      _ = try CSVKind(SlopeRow.self).classify(document("p,reuse\n"))
    }
    #expect(missing?.problem == .missingColumns(["seed", "metric", "quartile"]))
  }

  @Test("Of an unknown kind, words are keys, times are noisy, seeds repeat, and numbers are exact")
  func guessed() throws {
    let text = "city,seed,people,ms_per_call\nBonn,1,300,2.5\nBonn,2,300,2.6\n"
    let tables = try ClassifiedTable.pair(
      document(text), document(text), named: "data.csv", among: CSVKind.all)
    #expect(
      roles(tables.base) == [
        "city": .key, "seed": .repetition, "people": .exact, "ms_per_call": .noisy,
      ])
    #expect(tables.head == tables.base)
    #expect(tables.base.columns[3].better == .lower)
  }

  @Test("Numbers become keys, from the left, until rows are told apart")
  func numbersAsKeys() throws {
    let text = "city,size,depth,result\nBonn,1,1,5\nBonn,1,2,5\nBonn,2,1,5\n"
    let tables = try ClassifiedTable.pair(
      document(text), document(text), named: "data.csv", among: CSVKind.all)
    #expect(
      roles(tables.base) == ["city": .key, "size": .key, "depth": .key, "result": .exact])
  }

  @Test("Rows that stay alike are repeats of a time, and senseless without one")
  func alike() throws {
    let timed = "command,seconds\nls,1\nls,2\n"
    let tables = try ClassifiedTable.pair(
      document(timed), document(timed), named: "data.csv", among: CSVKind.all)
    #expect(roles(tables.base) == ["command": .key, "seconds": .noisy])
    let counted = "command,count\nls,1\nls,1\n"
    #expect(
      throws: ClassificationError.nothingTellsRowsApart(base: "data.csv", head: "data.csv")
    ) {
      try ClassifiedTable.pair(
        document(counted), document(counted), named: "data.csv", among: CSVKind.all)
    }
  }

  @Test("Files of two known kinds are not compared")
  func differentKinds() throws {
    let bench = try document(try BenchRow.csvText(of: []), "a.csv")
    let sweep = try document(try PSweepRow.csvText(of: []), "b.csv")
    let problem = error(ClassificationError.self) {
      _ = try ClassifiedTable.pair(bench, sweep, named: "a.csv", among: CSVKind.all)
    }
    #expect(problem?.description.contains("two files of one kind are wanted") == true)
  }
}
