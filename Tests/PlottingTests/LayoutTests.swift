import Foundation
import Testing

@testable import Plotting

@Suite struct LayoutTests {
  private let times = (0..<50).map { pow(10, Double($0) / 10) }

  private func curves(_ key: Panel.Key, ends: [Double] = [1, 1.01, 1.02, 3]) -> Panel {
    Panel(
      x: .logarithmic("t"), y: Axis("y"),
      series: ends.map { end in
        .line(x: times, y: times.map { end * (1 - exp(-$0 / 100)) }, label: "end \(end)")
      },
      key: key)
  }

  @Test(arguments: [Panel.Key.automatic, .below, .none])
  func panelsStayOnThePageAndApart(key: Panel.Key) throws {
    let figure = Figure(panels: Array(repeating: curves(key), count: 5), columns: 3)
    let layouts = try figure.layout()
    for (i, layout) in layouts.enumerated() {
      #expect(layout.cell.left > 0 && layout.cell.right < figure.width.millimetres)
      #expect(layout.cell.bottom > 0 && layout.cell.top < figure.heightInMillimetres)
      #expect(abs(layout.area.width - layouts[0].area.width) < 1e-9)
      #expect(layouts[..<i].allSatisfy { !$0.cell.overlaps(layout.cell) })
    }
  }

  @Test func labelsOfLinesDoNotOverlapAndStayInOrder() throws {
    var panel = curves(.none)
    panel.annotations = [1, 1.01, 1.02, 3].map { .horizontal(at: $0, label: "line \($0)") }
    let layout = try #require(Figure(panels: [panel]).layout().first)
    let labels = layout.marginLabels
    #expect(labels.count == 4)
    let distance = Typography.lineHeight(Typography.tickSize)
    for (lower, upper) in zip(labels, labels.dropFirst()) {
      #expect(upper.middle - lower.middle > distance - 1e-9)
      #expect(upper.anchor >= lower.anchor)
    }
    #expect(
      labels.allSatisfy {
        $0.middle >= layout.area.bottom && $0.middle <= layout.area.top + 1e-9
      })
  }

  @Test func anAutomaticKeyCoversNoData() throws {
    let layout = try #require(Figure(panels: [curves(.automatic)]).layout().first)
    #expect(layout.key == .inside(.topLeft))
    let full = Panel(
      x: Axis("x"), y: Axis("y"),
      series: [.region(xEdges: [0, 1], yEdges: [0, 1], label: "all") { _, _ in true }])
    #expect(try Figure(panels: [full]).layout().first?.key == .below)
  }

  @Test func panelsWithTheSameKeyShareOne() throws {
    let keys = try Figure(panels: [curves(.automatic), curves(.automatic)]).layout().map(\.key)
    #expect(keys == [.inside(.topLeft), .none])
    let different = try Figure(panels: [curves(.automatic), curves(.automatic, ends: [5])])
      .layout().map(\.key)
    #expect(different[1] != .none)
  }

  @Test func sharedAxesAgreeAndAreLabelledOnce() throws {
    let short = Panel(x: Axis("t"), y: Axis("y"), series: [.line(x: [0, 1], y: [0, 1])])
    let long = Panel(x: Axis("t"), y: Axis("y"), series: [.line(x: [-1, 5], y: [0, 1e4])])
    let layouts = try Figure(panels: [short, long], columns: 1, sharesX: true).layout()
    #expect(layouts[0].x == layouts[1].x)
    #expect(layouts[0].x.lower == -1 && layouts[0].x.upper == 5)
    #expect(layouts.map(\.labelsX) == [false, true])
    #expect(layouts[0].area.left == layouts[1].area.left)
    #expect(layouts[0].yLabelOffset == layouts[1].yLabelOffset)
  }

  @Test func textAtAPointStaysWithinTheAxes() throws {
    var panel = curves(.none)
    panel.annotations = [.text("a rather long text at the very end", x: 8e4, y: 1)]
    let layout = try #require(Figure(panels: [panel]).layout().first)
    let box = layout.textBox("a rather long text at the very end", x: 8e4, y: 1)
    #expect(box.right <= layout.area.right + 1e-9)
  }

  @Test func labelsOfNeighbouringLinesTakeTwoRows() throws {
    var panel = curves(.none)
    panel.annotations = [100.0, 110].map { .vertical(at: $0, label: "threshold") }
    let layout = try #require(Figure(panels: [panel]).layout().first)
    #expect(layout.topLabels.map(\.row) == [0, 1])
  }

  @Test func aFigureWithoutRoomIsAnError() {
    #expect(throws: FigureError.tooSmall(width: 86, height: 10)) {
      try Figure(panels: [curves(.none)], height: .millimetres(10)).layout()
    }
  }

  @Test func widthsFollowTheJournals() {
    #expect(Figure(panels: [curves(.none)]).width.millimetres == 86)
    #expect(Figure(panels: [curves(.none), curves(.none)]).width.millimetres == 178)
  }
}
