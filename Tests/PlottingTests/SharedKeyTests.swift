import Testing

@testable import Plotting

/// One key for several panels, and cells without a panel.
@Suite struct SharedKeyTests {
  private func panel(_ labels: [String], _ extra: [Series] = []) -> Panel {
    Panel(
      x: Axis("x"), y: Axis("y"),
      series: labels.enumerated().map { index, label in
        .line(
          x: [0, 1], y: [0, Double(index + 1)], label: .plain(label), color: .palette(index))
      } + extra)
  }

  private func entries(_ layouts: [PanelLayout]) -> [KeyEntry] {
    layouts.flatMap(\.keyEntries)
  }

  @Test func seriesThatLookAlikeHaveOneEntry() throws {
    let figure = Figure(
      panels: [panel(["a", "b"]), panel(["a", "b", "c"])], columns: 2, sharesKey: true)
    let layouts = try figure.layout()
    #expect(layouts.map { $0.sharedEntries.count } == [2, 1])
    // Above the panels, on the page, apart from each other.
    let boxes = entries(layouts).map(\.sample)
    for (index, box) in boxes.enumerated() {
      #expect(box.top < figure.heightInMillimetres && box.left > 0)
      #expect(layouts.allSatisfy { !$0.cell.overlaps(box) })
      #expect(boxes[..<index].allSatisfy { !$0.overlaps(box) })
    }
  }

  @Test func anEmptyCellTakesTheKey() throws {
    let figure = Figure(
      panels: [panel(["a"]), panel(["b"]), panel(["c"])], columns: 2, emptyCells: [2],
      sharesX: true, sharesKey: true)
    #expect(figure.rows == 2 && figure.cells == [0, 1, 3])
    let layouts = try figure.layout()
    #expect(abs(layouts[2].area.left - layouts[1].area.left) < 1e-9)
    #expect(layouts[2].area.top < layouts[0].area.bottom)
    // The panel above the empty cell is the last of its column.
    #expect(layouts.map(\.labelsX) == [true, false, true])
    for entry in entries(layouts) {
      #expect(entry.sample.left > layouts[0].area.left && entry.text.x < layouts[1].area.left)
      #expect(
        entry.sample.top < layouts[2].area.top && entry.sample.bottom > layouts[2].area.bottom)
    }
    #expect(entries(layouts).count == 3)
  }

  @Test func aSampleIsInTheKeyOnly() throws {
    let sample = Series.sample("runs", mark: .points(.disc), hasErrors: true)
    let figure = Figure(panels: [panel(["a"], [sample])])
    let layout = try #require(try figure.layout().first)
    #expect(layout.keyEntries.map(\.series) == [0, 1])
    let script = try figure.script(for: [(.svg, "a.svg")])
    #expect(!script.contains("$panel1_series2"))
    #expect(script.contains("runs"))
  }

  @Test func labelsBecomeHTML() {
    let label: Label = "a < b & \(.symbol("ε", sub: "g"))\n\(.bold("c"))\(.sup("2"))"
    #expect(label.html == "a &lt; b &amp; <i>ε</i><sub>g</sub><br><b>c</b><sup>2</sup>")
  }
}
