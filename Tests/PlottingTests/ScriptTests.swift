import Testing

@testable import Plotting

@Suite struct ScriptTests {
  private func figure(_ series: [Series], y: Axis = Axis("y")) -> Figure {
    Figure(title: "Test", panels: [Panel(x: Axis("x"), y: y, series: series)])
  }

  /// The numbers between `$name << EOD` and `EOD`.
  private func data(_ name: String, in script: String) -> [[Double]] {
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "$\(name) << EOD") else { return [] }
    return lines[(start + 1)...].prefix { $0 != "EOD" }.map { line in
      line.split(separator: " ").map { Double($0) ?? .infinity }
    }
  }

  @Test func dataReadBackToTheSameDoubles() throws {
    let x = [0.1, 1.0 / 3, .leastNonzeroMagnitude, 1e22, 1.7976931348623157e308, -0.0]
    let y = [2.0 / 3, 0.1 + 0.2, 1e-7, 123_456_789.123456789, -1.5e300, 7]
    let script = try figure([.line(x: x, y: y)]).script(for: [(.svg, "a.svg")])
    #expect(data("panel1_series1", in: script) == zip(x, y).map { [$0, $1] })
  }

  @Test func pointsThatCannotBeShownAreGaps() throws {
    let series = Series.line(x: [1, 2, 3, 4], y: [1, 0, .infinity, 2])
    let script = try figure([series], y: .logarithmic("y")).script(for: [(.pdf, "a.pdf")])
    let rows = data("panel1_series1", in: script)
    #expect(rows.count == 4)
    #expect(rows[0] == [1, 1] && rows[3] == [4, 2])
    #expect(rows[1].allSatisfy(\.isNaN) && rows[2].allSatisfy(\.isNaN))
  }

  @Test func errorBarsBelowALogarithmicAxisAreCut() throws {
    let points = Series.points(x: [1, 2], y: [0.5, 2], errors: [1, 1])
    let script = try figure([points], y: .logarithmic("y", from: 0.1)).script(for: [(.svg, "a")])
    #expect(script.contains("using 1:2:($3 > 0 ? $3 : 0.1):4 with yerrorbars"))
    #expect(data("panel1_series1", in: script)[0] == [1, 0.5, -0.5, 1.5])
  }

  @Test func seriesWithoutPointsAreSkippedWithARemark() throws {
    let script = try figure([.line(x: [], y: [], label: "none"), .line(x: [1, 2], y: [1, 2])])
      .script(for: [(.svg, "a.svg")])
    #expect(script.contains("# series 1 of panel 1 has no point to draw: none"))
    #expect(!script.contains("$panel1_series1"))
    #expect(script.contains("plot $panel1_series2"))
  }

  @Test func automaticColoursSkipSeriesWithTheirOwn() throws {
    let series = [
      Series.line(x: [1, 2], y: [1, 2]), .line(x: [1, 2], y: [1, 2], color: .black),
      .line(x: [1, 2], y: [2, 3]),
    ]
    let layout = try #require(figure(series).layout().first)
    #expect((0..<3).map(layout.color) == [.palette(0), .black, .palette(1)])
  }

  @Test func outputNamesAreQuoted() throws {
    let script = try figure([.line(x: [1, 2], y: [1, 2])]).script(for: [(.png, "it's.png")])
    #expect(script.contains("set output 'it''s.png'"))
    #expect(script.contains("set terminal pngcairo size 1016,"))
  }

  @Test func reversedRegionsAndDistantLinesAreRemarks() throws {
    var figure = figure([.line(x: [0, 1], y: [0, 1])])
    figure.panels[0].x = Axis("x", from: 0, to: 1)
    figure.panels[0].annotations = [
      .span(from: 0.8, to: 0.2), .span(from: .nan, to: 1), .vertical(at: 7, label: "far"),
    ]
    let script = try figure.script(for: [(.svg, "a.svg")])
    #expect(!script.contains("set object") && !script.contains("set arrow"))
    #expect(script.contains("# the reference line at 7.0 lies outside the axes"))
  }
}

@Suite struct RegionTests {
  @Test func neighboursAreJoinedToRectangles() {
    // A block of 2 × 2 cells beside a single one, and an empty column.
    let cells: Set<[Int]> = [[0, 0], [1, 0], [0, 1], [1, 1], [3, 1]]
    let region = Series.region(xEdges: [0, 1, 2, 3, 5], yEdges: [0, 10, 30]) { column, row in
      cells.contains([column, row])
    }
    #expect(region.x == [1, 4] && region.y == [15, 20])
    #expect(region.xBounds == Series.Bounds(lower: [0, 3], upper: [2, 5]))
    #expect(region.bounds == Series.Bounds(lower: [0, 10], upper: [30, 30]))
  }

  @Test func everyCellIsCoveredExactlyOnce() {
    let (columns, rows) = (17, 13)
    func contains(_ column: Int, _ row: Int) -> Bool { (column * 7 + row * 5) % 11 < 6 }
    let region = Series.region(
      xEdges: (0...columns).map(Double.init), yEdges: (0...rows).map(Double.init), where: contains)
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
        let covering = region.x.indices.count { i in
          guard let horizontal = region.xBounds, let vertical = region.bounds else { return false }
          return horizontal.lower[i] < x && x < horizontal.upper[i] && vertical.lower[i] < y
            && y < vertical.upper[i]
        }
        #expect(covering == (contains(column, row) ? 1 : 0))
      }
    }
  }

  @Test func rectanglesReachTheEndsOfTheAxes() throws {
    let region = Series.region(
      xEdges: [1, 2, 4], yEdges: [0.1, 1, 10], label: "here", color: .blue
    ) { _, _ in true }
    let figure = Figure(
      panels: [
        Panel(
          x: Axis("x", from: 1, to: 4), y: .logarithmic("y", from: 0.1, to: 10), series: [region],
          key: .below)
      ])
    let script = try figure.script(for: [(.svg, "a.svg")])
    #expect(script.contains("using 1:2:5:6:3:4 with boxxyerror"))
    #expect(script.contains("2.5 5.05 0.1 10.0 1.0 4.0"))
  }
}
