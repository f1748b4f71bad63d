import Foundation
import NumericKit
import Storage
import TestSupport
import Testing

/// What looks like something else is said, with the option that mends it; what looks like data is not.
@Suite("Suspicions about columns")
struct SuspicionTests {
  private func remarks(
    _ columns: [[Double]], names: [String]? = nil, _ options: ReadingOptions = ReadingOptions()
  ) throws -> [TableRemark] {
    var text = names.map { $0.joined(separator: ",") + "\n" } ?? ""
    for row in columns[0].indices {
      text += columns.map { "\($0[row])" }.joined(separator: ",") + "\n"
    }
    let file = try TemporaryFile(text)
    return try DataTable(contentsOf: file.path, reading: options).remarks()
  }

  /// Numbers that do not repeat, the same each time.
  private func fractions(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(state: seed)
    return (0..<count).map { _ in Double.random(in: 0.5...9.5, using: &generator) }
  }

  @Test(arguments: [-200.0, 999, -1, -99.5])
  func marksOfMissingCells(value: Double) throws {
    for share in [0.02, 0.3, 0.9] {
      var column = fractions(500, seed: 1)
      for row in 0..<Int(500 * share) { column[(row * 499) % 500] = value }
      let columns = [fractions(500, seed: 2), column, fractions(500, seed: 3)]
      let expected = TableRemark.sentinel(value, [ColumnTitle(2)], share: share)
      let found = try remarks(columns)
      let isFar = value != -1
      #expect(found == (isFar ? [expected] : []), "\(value) in \(share): \(found)")
      if isFar { #expect("\(found)".contains("drop=2")) }
    }
    // Once in 500 is an outlier, not a mark.
    var column = fractions(500, seed: 1)
    column[7] = value
    #expect(try remarks([column, fractions(500, seed: 2)]).isEmpty)
  }

  /// A wide column next to narrow ones holds the same mark, though it is not so far from its values.
  @Test func oneMarkInManyColumns() throws {
    var columns = (1...3).map { fractions(400, seed: UInt64($0)) }
    columns[2] = columns[2].map { 60 * $0 * $0 - 15 }
    for index in columns.indices {
      for row in stride(from: index, to: 400, by: 20) { columns[index][row] = -200 }
    }
    let found = try remarks(columns)
    guard case .sentinel(-200, let titles, _)? = found.first, found.count == 1 else {
      Issue.record("\(found)")
      return
    }
    #expect(titles.map(\.number).prefix(2) == [1, 2])
  }

  /// Zeros of counts, the brightest of pixels, ratings, clipped measurements.
  @Test func extremesThatBelongToTheData() throws {
    var generator = SplitMix64(state: 5)
    func column(_ make: (Double) -> Double) -> [Double] {
      (0..<600).map { _ in make(Double.random(in: 0..<1, using: &generator)) }
    }
    let counts = column { ($0 * $0 * $0 * 9).rounded(.down) }
    let rare = column { $0 < 0.97 ? 0 : 40 + (100 * $0).rounded() }
    let pixels = column { min(255, ($0 * 400).rounded()) / 255 }
    let bright = column { $0 < 0.9 ? 0 : $0 < 0.95 ? 1 : $0 < 0.97 ? 0.25 : 0.125 }
    let ratings = column { 1 + ($0 * 5).rounded(.down) }
    let clipped = column { min($0, 0.95) }
    let signs = column { $0 < 0.1 ? -1 : $0 < 0.5 ? 0 : 1 }
    let found = try remarks([counts, rare, pixels, bright, ratings, clipped, signs])
    let marks = found.filter { if case .sentinel = $0 { true } else { false } }
    #expect(marks.isEmpty, "\(marks)")
  }

  @Test func digitsRaiseNoSuspicion() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("Examples/digits.csv").path
    #expect(try DataTable(contentsOf: path).remarks().isEmpty)
  }

  @Test(arguments: ["label", "Class", "TARGET", "id", "Index", "time", "y"])
  func names(name: String) throws {
    let columns = [fractions(30, seed: 1), fractions(30, seed: 2)]
    let expected = TableRemark.labelNames([ColumnTitle(2, name)])
    #expect(try remarks(columns, names: ["height", name]) == [expected])
    #expect("\(expected)".contains("drop=\(name)"))
    #expect(try remarks(columns, names: ["height", "x\(name)"]).isEmpty)
    #expect(try remarks(columns, names: ["height", name], ReadingOptions(drop: "2")).isEmpty)
  }

  @Test func coordinatesAreNoLabels() throws {
    let columns = [fractions(30, seed: 1), fractions(30, seed: 2)]
    #expect(try remarks(columns, names: ["x", "y"]).isEmpty)
  }

  @Test func fewWholeNumbersBesideFractions() throws {
    let classes = (0..<150).map { Double($0 / 50) }
    let columns = [fractions(150, seed: 1), fractions(150, seed: 2), classes]
    #expect(try remarks(columns) == [.fewValues([ColumnTitle(3)])])
    // Beside whole numbers they are data like the others.
    let whole = columns.map { $0.map { $0.rounded() } }
    #expect(try remarks(whole).isEmpty)
  }

  @Test func indicesInAnotherOrder() throws {
    for first in [0.0, 1] {
      let index = (0..<101).map { first + Double(($0 * 37) % 101) }
      let expected = TableRemark.shuffledIndexColumn(ColumnTitle(1), first: Int(first))
      #expect(try remarks([index, fractions(101, seed: 1)]) == [expected])
    }
    // Ranks, in all columns.
    let ranks = [37, 11, 5].map { step in (0..<101).map { Double(($0 * step) % 101) } }
    #expect(try remarks(ranks).isEmpty)
  }

  /// An index that starts with the number of the first row that is read.
  @Test func indicesOfSomeRows() throws {
    for first in [0, 1] {
      let columns = [(0..<60).map { Double($0 + first) }, fractions(60, seed: 1)]
      let found = try remarks(columns, ReadingOptions(rows: 11...30))
      #expect(found == [.indexColumn(ColumnTitle(1), first: 10 + first)])
    }
  }

  @Test func pairsOfIdentifiers() throws {
    let users = (0..<80).map { Double($0 * 7 % 13) }
    let items = (0..<80).map { Double($0 * 31 % 57) }
    #expect(try remarks([users, items]) == [.pairsOfIdentifiers])
    #expect(try remarks([users, items.map { $0 / 2 }]) != [.pairsOfIdentifiers])
  }

  @Test func bytesThatWereNotDivided() throws {
    func remarks(_ type: String, _ values: [UInt8], _ scale: Double? = nil) throws -> [TableRemark]
    {
      let file = try TemporaryFile(
        NPYFixture(type: type, shape: "(4, 3)", elements: values).bytes, suffix: ".npy")
      return try DataTable(contentsOf: file.path, reading: ReadingOptions(scale: scale)).remarks()
    }
    let bytes: [UInt8] = [0, 200, 3, 9, 5, 17, 255, 2, 77, 31, 4, 8]
    let found = try remarks("|u1", bytes)
    #expect(found == [.unscaledBytes(maximum: 255)])
    #expect("\(found)".contains("scale=255"))
    // What lies in [0, 1] is said to do so, and no more.
    #expect(try remarks("|u1", bytes, 255) == [.unitInterval(maximum: 1)])
    #expect(try remarks("|u1", bytes, 300) == [.unitInterval(maximum: 0.85)])
    #expect(try remarks("|u1", bytes.map { $0 & 1 }) == [.unitInterval(maximum: 1)])
    #expect(try remarks("|b1", bytes) == [.unitInterval(maximum: 1)])
    #expect(try remarks("|i1", bytes.map { $0 & 15 }) == [.unscaledBytes(maximum: 15)])
    let idx = IDXFixture(shape: [4, 3], elements: bytes)
    let file = try TemporaryFile(gzip(idx.bytes), suffix: ".gz")
    #expect(try DataTable(contentsOf: file.path).remarks() == [.unscaledBytes(maximum: 255)])
    // As text they are bytes where they reach 255.
    let text = (0..<3).map { j in (0..<4).map { i in Double(bytes[3 * i + j]) } }
    #expect(try self.remarks(text) == [.unscaledBytes(maximum: 255)])
  }
}
