import Storage
import TestSupport
import Testing

/// What the reader says about a text, with the remedy.
private func message(of text: String) throws -> String {
  let file = try TemporaryFile(text)
  let error = try #require(throws: DataFileError.self) { try DataTable(contentsOf: file.path) }
  return "\(error.problem); \(error.problem.remedy ?? "")"
}

/// Everything that people export comes with what to do about it.
@Test(
  arguments: [
    ("a;b\n1,5;2,5\n", ["row 1 (line 2), column 1 ('a')", "'1,5'", "decimal=,"]),
    ("1,5;2,5\n3,5;4,5\n", ["row 1, column 1", "'1,5'", "decimal=,"]),
    ("a,b\n\"1,234\",2\n", ["'1,234'", "thousands without separators"]),
    ("a;b\n1'234;2\n", ["thousands without separators"]),
    ("a;b\n1.234.567;2\n", ["thousands without separators"]),
    ("a;b\n1 234;2\n", ["thousands without separators"]),
    ("1;3\n4 5;6\n", ["'4 5'", "delimiter=space"]),
    ("1,2,3\n4,5,6,\n", ["row 2, column 4", "line ends in ','", "sed"]),
    ("1,2,\n4,5,6\n", ["row 1, column 3", "missing=drop"]),
    ("a,b\n1,2\n3,\n", ["row 2 (line 3), column 2 ('b')", "missing=drop", "missing=mean"]),
    ("1,2\n3,# half\n", ["'# half'", "lines of their own", "behind a number"]),
    ("a,b\n1,2\n1,setosa\n", ["row 2 (line 3), column 2 ('b')", "'setosa'", "drop=b"]),
    ("a,b c\n1,2\n1,setosa\n", ["column 2 ('b c')", "'setosa'", "drop=2"]),
    ("setosa,x\nsetosa,y\n", ["no column of numbers", "columns 1 ('setosa'), 2 ('x') hold text"]),
    ("a,b\nNA,2\n", ["'NA'", "missing=drop"]), ("a,b\nnull,2\n", ["'null'", "missing=drop"]),
    ("a,b\n?,2\n", ["'?'", "missing=drop"]), ("a,b\nnan,2\n", ["'nan'", "missing=mean"]),
    ("NA,NA\n1,2\n", ["row 1, column 1", "missing=drop"]),
    ("a,b\n1e999,2\n", ["'1e999'", "other units"]), ("a,b\ninf,2\n", ["'inf'", "drop=a"]),
    ("a,b\n2024-05-01,2\n", ["'2024-05-01'", "dates", "drop=a"]),
    ("a,b\n12 %,2\n", ["'12 %'", "units", "drop=a"]),
    ("a,b\n$5,2\n", ["'$5'", "units"]), ("a,b\n\"1,2\n3,4\n", ["quotation mark"]),
    ("x\n1,5\n2,5\n", ["2 cells, expected 1", "decimal=,"]),
    ("a,b\n", ["holds no data", "line of numbers"]), ("a,b\r1,2\r", ["carriage returns", "tr "]),
  ] as [(String, [String])])
func everyDialectThatIsNotReadHasARemedy(text: String, words: [String]) throws {
  let message = try message(of: text)
  for word in words { #expect(message.contains(word), "no '\(word)' in: \(message)") }
}
