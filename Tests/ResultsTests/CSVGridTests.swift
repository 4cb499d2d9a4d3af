import Testing

@testable import Results

@Suite struct CSVGridTests {
  private func document(_ text: String) throws -> CSVDocument {
    try CSVDocument(parsing: text, file: "x.csv")
  }

  @Test("A cell's value gets a column of its own, or has one that holds it in all rows")
  func columns() throws {
    let small = try document("p,size,value\n0.1,64,1\n0.2,64,2\n")
    let large = try document("p,size,value\n0.1,128,3\n")
    let text = CSVDocument.text(joining: [
      (["slab": 1, "size": 64], small), (["slab": 1, "size": 128], large),
    ])
    #expect(text == "p,size,value,slab\n0.1,64,1,1\n0.2,64,2,1\n0.1,128,3,1\n")
    let joined = try document(text)
    #expect(
      joined.cell(["slab": 1, "size": 128], keeping: ["p", "size", "value"]).text == large.text)
    #expect(
      joined.cell(["slab": 1.0, "size": 64.0], keeping: ["p", "size", "value"]).text == small.text)
  }

  @Test("A column of that name that holds something else leaves the value to another")
  func configured() throws {
    let one = try document("size\n64\n128\n")
    let other = try document("size\n128\n")
    let text = CSVDocument.text(joining: [(["size": 64], one), (["size": 128], other)])
    #expect(text == "size,configured_size\n64,64\n128,64\n128,128\n")
    let joined = try document(text)
    #expect(joined.cell(["size": 64], keeping: ["size"]).text == one.text)
    #expect(joined.cell(["size": 128], keeping: ["size"]).text == other.text)
  }
}
