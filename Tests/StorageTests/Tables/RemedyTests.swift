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
    ("a;b\n1,5;2,5\n", ["'1,5'", "decimal point"]),
    ("a,b\n\"1,234\",2\n", ["'1,234'", "thousands without separators"]),
    ("a;b\n1'234;2\n", ["thousands without separators"]),
    ("a;b\n1.234.567;2\n", ["thousands without separators"]),
    ("a;b\n1 234;2\n", ["thousands without separators"]),
    ("1 2 3\n4 5 6\n7 8 9\n", ["'4 5 6'", "commas, not blanks"]),
    ("1,2,3,\n4,5,6,\n", ["row 1, column 4", "line ends in ','", "sed"]),
    ("a;b\n1;2;\n4;5;\n", ["column 3", "line ends in ';'", "sed"]),
    ("a,b\n1,2\n3,\n", ["row 2 (line 3), column 2", "dropna"]),
    ("# by hand\na,b\n1,2\n", ["line 1 is a comment", "delete"]),
    ("1,2\n# half\n3,4\n", ["'# half'", "delete comments"]),
    ("a,b\n1,setosa\n", ["'setosa'", "labels"]), ("setosa,5.1\nsetosa,4\n", ["row 1", "labels"]),
    ("a,b\nNA,2\n", ["'NA'", "dropna"]), ("a,b\nnull,2\n", ["'null'", "dropna"]),
    ("a,b\n?,2\n", ["'?'", "dropna"]), ("a,b\nnan,2\n", ["'nan'", "dropna"]),
    ("NA,NA\n1,2\n", ["row 1, column 1", "dropna"]),
    ("a,b\n1e999,2\n", ["'1e999'", "other units"]), ("a,b\nTrue,2\n", ["'True'", "1 for true"]),
    ("a,b\n2024-05-01,2\n", ["'2024-05-01'", "dates"]), ("a,b\n12 %,2\n", ["'12 %'", "units"]),
    ("a,b\n$5,2\n", ["'$5'", "units"]), ("a,b\n\"1,2\n3,4\n", ["quotation mark"]),
    ("x\n1,5\n2,5\n", ["2 cells, expected 1", "decimal points"]),
    ("a,b\n1,2\n\n3,4\n", ["line 3 is blank", "delete blank lines"]),
    ("a,b\n", ["holds no data", "line of numbers"]), ("a,b\r1,2\r", ["carriage returns", "tr "]),
  ] as [(String, [String])])
func everyDialectThatIsNotReadHasARemedy(text: String, words: [String]) throws {
  let message = try message(of: text)
  for word in words { #expect(message.contains(word), "no '\(word)' in: \(message)") }
}
