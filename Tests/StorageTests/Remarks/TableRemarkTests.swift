import Storage
import TestSupport
import Testing

/// The table in a file with the given content, and what is to be said about it.
private func remarks(
  of text: String
) throws -> (rows: Int, names: [String]?, remarks: [TableRemark]) {
  let file = try TemporaryFile(text)
  let table = try DataTable(contentsOf: file.path)
  return (table.rows, table.columnNames, try table.remarks())
}

private let fractions = "0.5,1.5,-2,0.25\n1.5,1,2,3\n2,0.125,1,0\n"

/// What pandas writes for columns without names, and years: read as names, which is said.
@Test(arguments: [
  ("0,1,2,3", "0", "3"), ("1,2,3,4", "1", "4"), ("2019,2020,2021,2022", "2019", "2022"),
  ("0.0,1.0,2.0,3.0", "0.0", "3.0"), ("\"0\",\"1\",\"2\",\"3\"", "0", "3"),
])
func numbersOfColumnsAreNoSample(header: String, first: String, last: String) throws {
  let found = try remarks(of: header + "\n" + fractions)
  #expect(found.rows == 3 && found.names?.count == 4)
  #expect(found.remarks == [.numericHeader(first: first, last: last)])
}

/// Two numbers, or some at other distances, may be a sample: they are read as one, which is said.
@Test(arguments: [
  "0,1\n5,7\n3,3\n4,1\n", "400,410,420,430\n" + fractions, "7,8,9,10\n" + fractions,
])
func whatMayBeASampleIsOne(text: String) throws {
  let found = try remarks(of: text)
  #expect(found.rows == 4 && found.names == nil)
  guard case .possibleNumericHeader? = found.remarks.first, found.remarks.count == 1 else {
    Issue.record("\(found)")
    return
  }
}

/// Two numbers above fractions are names.
@Test func twoColumnsOfFractionsCanHaveNumbers() throws {
  let found = try remarks(of: "0,1\n0.5,7\n3,3\n")
  #expect(found.rows == 2 && found.remarks == [.numericHeader(first: "0", last: "1")])
}

/// Data whose other rows look the same, or that are in no order, are data.
@Test(arguments: [
  "0,1,2,3\n1,2,3,4\n5,6,7,8\n", "3,1,2,0\n" + fractions, "0,1,2,4\n" + fractions,
  "1,1,1,1\n" + fractions, "0,1.5,3,4.5\n" + fractions, "a,b,c,d\n" + fractions,
])
func ordinaryTablesAreReadWithoutAWord(text: String) throws {
  let found = try remarks(of: text)
  #expect(found.remarks.isEmpty)
  #expect(found.rows == (text.hasPrefix("a") || text.hasPrefix("0,1,2,3\n1") ? 3 : 4))
}

/// pandas' index, below an empty corner or a name, and its columns of years.
@Test(arguments: [
  (",a,b", 0), ("id,2019,2020", 0), (",0,1", 0), ("n,a,b", 1), ("Unnamed: 0,a,b", 0),
])
func numbersOfRowsAreNamed(header: String, first: Int) throws {
  let rows = (0..<300).map { "\($0 + first),0.\($0),\($0 % 7)\n" }.joined()
  let found = try remarks(of: header + "\n" + rows)
  #expect(found.rows == 300)
  #expect(found.remarks.contains(.indexColumn(ColumnTitle(1, name(of: header)), first: first)))
  #expect("\(found.remarks)".contains("numbers the rows from \(first)"))
}

/// What stands in front of the first comma.
private func name(of header: String) -> String? {
  header.split(separator: ",", omittingEmptySubsequences: false).first.map(String.init)
}

/// An index that was shuffled is known by its missing name alone.
@Test func columnsWithoutNameAreNamed() throws {
  let found = try remarks(of: ",a,b\n7,1,2\n3,0.5,2\n5,2,2\n")
  #expect(found.remarks == [.indexColumn(ColumnTitle(1), first: nil)])
}

/// In an array too, in any column, however far down it goes on; a single break ends it.
@Test func arraysCanHoldAnIndex() throws {
  var rows = (0..<2000).map { (i: Int) -> [Double] in
    [Double(i * i % 97), Double(i + 1), Double(i % 7) / 8]
  }
  func remarks() throws -> [TableRemark] {
    try DataTable(rows.flatMap { $0 }, columns: 3, named: "x").remarks()
  }
  #expect(try remarks() == [.indexColumn(ColumnTitle(2), first: 1)])
  rows[1999][1] = 7
  #expect(try remarks().isEmpty)
}
