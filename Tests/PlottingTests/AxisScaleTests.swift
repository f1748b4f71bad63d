import Testing

@testable import Plotting

@Suite struct AxisScaleTests {
  private func panel(
    _ series: [Series], x: Axis = Axis("x"), y: Axis = Axis("y"),
    annotations: [Annotation] = []
  ) -> Panel {
    Panel(x: x, y: y, series: series, annotations: annotations)
  }

  @Test func linesFillTheWidthAndHaveRoomAbove() throws {
    let scales = try panel([.line(x: [2, 7], y: [10, 20])]).scales(number: 1)
    #expect(scales.x.lower == 2 && scales.x.upper == 7)
    #expect(scales.y.lower == 9.5 && scales.y.upper == 20.5)
  }

  @Test func positiveDataNearZeroAreReadAgainstZero() throws {
    #expect(try panel([.line(x: [0, 1], y: [1, 20])]).scales(number: 1).y.lower == 0)
  }

  @Test func errorBarsBelongToTheRange() throws {
    let points = Series.points(x: [1, 2], y: [10, 20], errors: [5, 5])
    let y = try panel([points]).scales(number: 1).y
    #expect(y.lower <= 5 && y.upper >= 25)
  }

  @Test func whatAnAxisCannotShowDoesNotCount() throws {
    let series = Series.line(x: [1, 10, 100, .nan], y: [1, -5, 100, 1e9])
    let scales = try panel(
      [series], x: .logarithmic("x"), y: .logarithmic("y")
    ).scales(number: 1)
    #expect(scales.x.upper == 100)
    #expect(scales.y.lower > 0.7 && scales.y.upper < 130)
  }

  @Test func ordinatesOutsideAChosenRangeDoNotCount() throws {
    let series = Series.line(x: [0, 1, 2], y: [1, 2, 1000])
    #expect(try panel([series], x: Axis("x", to: 1)).scales(number: 1).y.upper < 3)
  }

  @Test func referenceLinesAndTextsAreVisible() throws {
    let scales = try panel(
      [.line(x: [0, 1], y: [0, 1])],
      annotations: [.horizontal(at: 3), .vertical(at: -2), .text("far", x: 5, y: -1)]
    ).scales(number: 1)
    #expect(scales.x.lower == -2 && scales.x.upper == 5)
    #expect(scales.y.contains(3) && scales.y.contains(-1))
  }

  @Test func oneValueMakesAnAxis() throws {
    #expect(try panel([.points(x: [3], y: [0])]).scales(number: 1).x.contains(3))
    let y = try panel([.points(x: [3], y: [5])], y: .logarithmic("y")).scales(number: 1).y
    #expect(y.lower > 0 && y.contains(5))
  }

  @Test func nothingToDrawIsAnError() {
    #expect(throws: FigureError.nothingToDraw(panel: 2)) {
      try panel([.line(x: [1, 2], y: [.nan, .infinity])]).scales(number: 2)
    }
    #expect(throws: FigureError.nothingToDraw(panel: 1)) { try panel([]).scales(number: 1) }
  }

  @Test(arguments: [(2.0, 1.0), (1, 1), (.nan, 1), (-1, 1)])
  func impossibleRangesAreErrors(lower: Double, upper: Double) {
    #expect(throws: FigureError.self) {
      try panel([.line(x: [1, 2], y: [1, 2])], y: .logarithmic("y", from: lower, to: upper))
        .scales(number: 1)
    }
  }
}
