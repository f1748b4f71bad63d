import Storage
import Testing

@Suite("Tables as CSV")
struct ColumnTableTests {
  @Test("numbers are the shortest that read back, whole ones without a point")
  func numbers() throws {
    let values: [Double] = [
      0, -0.0, 1, -2, 0.1, 2.5e-300, 1.0 / 3, 2_147_483_647, 2_147_483_648, -2_147_483_649, 1e15,
      1e16, 1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    let texts = values.map(ColumnTable.shortest)
    #expect(
      texts.prefix(9) == [
        "0", "-0", "1", "-2", "0.1", "2.5e-300", "0.3333333333333333", "2147483647", "2147483648",
      ])
    for (value, text) in zip(values, texts) {
      let read = try #require(Double(text))
      #expect(read == value && read.sign == value.sign && !text.hasSuffix(".0"))
    }
  }

  @Test("numbers read back to the same value; missing ones are empty cells")
  func roundTrip() {
    var table = ColumnTable()
    let values = [0.1, 1e-300, 12345678.9, -0.0, 2]
    table.add("x", values)
    table.add("y", [nil, .infinity, .nan, 1, 2])
    let lines = table.csv.split(separator: "\n")
    #expect(lines[0] == "x,y")
    for (line, value) in zip(lines.dropFirst(), values) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(Double(cells[0]) == value)
    }
    #expect(lines[1].hasSuffix(",") && lines[2].hasSuffix(",") && lines[3].hasSuffix(","))
    #expect(lines[5] == "2,2")
  }

  @Test("cells with a comma, a quotation mark or a line break are quoted; missing ones are empty")
  func cells() {
    var table = ColumnTable()
    table.add("a, b", [1, nil, .nan, -.infinity])
    table.add("β", texts: ["plain", "say \"no\"", "one\ntwo", "é\r"])
    #expect(
      table.csv == """
        "a, b",β
        1,plain
        ,"say ""no""\"
        ,"one
        two"
        ,"é\r"

        """)
  }
}
