import Fitting
import NumericKit
import Storage
import Testing

@Suite("Dependence of a code on the data")
struct CodeDependenceTests {
  @Test(
    "noise is noise, a faint trace of the data is not, whatever the spectrum", arguments: 1...40)
  func noise(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), stream: 5)
    let (rows, columns) = (300, 12)
    let flat = seed % 2 == 0
    let values = (0..<(rows * columns)).map { index in
      (flat || index % columns > 0 ? 1 : 10) * stream.normal()
    }
    let data = try DataTable(values, columns: columns, named: "data")
    var means: [Double] = []
    for row in 0..<rows {
      // The last column has a thousandth of the variance of the first.
      means += [stream.normal(), values[row * columns + 11] + stream.normal(), 0]
    }
    let dependence = try #require(
      try CodeDependence(of: DataTable(means, columns: 3, named: "mu"), on: data))
    #expect(dependence.isNoise([0]))
    #expect(dependence.strengths[2] == 0)
    // In flat data a direction of half the code's variance counts P/(2 N) = 12 times what chance gives.
    if flat { #expect(!dependence.isNoise([1]) && !dependence.isNoise([0, 1])) }
  }

  @Test("other numbers of rows cannot be compared")
  func rows() throws {
    let table = { (rows: Int) in
      try DataTable((0..<rows).map(Double.init), columns: 1, named: "x")
    }
    #expect(try CodeDependence(of: table(4), on: table(5)) == nil)
    #expect(try CodeDependence(of: table(1), on: table(1)) == nil)
    // So few rows could not tell a code of the data from chance.
    #expect(try CodeDependence(of: table(9), on: table(9))?.isNoise([0]) == false)
  }
}
