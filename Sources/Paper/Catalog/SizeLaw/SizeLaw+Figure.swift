import Plotting
import Studies

extension SizeLaw {
  private var dimensions: [Double] { specification.sizes.map { Double($0.dimension) } }

  private static let distance: Label =
    "‖\(Label.symbol("S", sub: .italic("N")))(\(Label.symbol("t"))) − \(Label.symbol("S"))(\(Label.symbol("t")))‖"

  /// Left the distance with the law; right the distance times `√N`, where the law is level.
  package var figure: Figure {
    Figure(
      title: "The distance of SGD from the flow",
      panels: [
        panel(
          .logarithmic("mean distance \(Self.distance)"), { _ in 1 }, hasKey: true),
        panel(
          Axis("√\(Label.symbol("N")) \(Self.distance)", from: 0), { $0.squareRoot() },
          hasKey: false),
      ], columns: 2, width: .doubleColumn, height: .millimetres(72), sharesKey: true)
  }

  /// Distances and law times a function of `N`.
  private func panel(_ y: Axis, _ factor: (Double) -> Double, hasKey: Bool) -> Panel {
    let ends = [dimensions[0] / 1.6, dimensions[dimensions.count - 1] * 1.6]
    var series = families.flatMap { family -> [Series] in
      let isSingle = family.latents == 1
      let color: Color = isSingle ? .prediction : .measurement
      func scaled(_ values: [Double]) -> [Double] {
        zip(dimensions, values).map { factor($0) * $1 }
      }
      return [
        .line(
          x: ends, y: ends.map { family.prefactor / ($0.squareRoot() / factor($0)) }, color: color),
        .points(
          x: dimensions, y: scaled(family.distances), errors: scaled(family.errors),
          label: hasKey ? .text("`M = \(family.latents)`") : nil, color: color,
          marker: isSingle ? .disc : .square),
      ]
    }
    if hasKey { series.append(.sample(.text("`c/√N`"), mark: .line(.solid))) }
    return Panel(
      x: .logarithmic(.text("dimension `N`"), from: ends[0], to: ends[1]), y: y, series: series)
  }

  /// What was run and chosen, with the slopes.
  package var caption: CatalogRecord {
    let (first, last) = (specification.sizes[0], specification.sizes[dimensions.count - 1])
    return CatalogRecord(
      title: "The flow is what SGD does, to within `1/√N`",
      shows: """
        The mean distance of the order parameters of a run of SGD from the flow at one time, against \
        `N`. Left: with the law that the theorem of concentration bounds it by. Right: times `√N`, \
        which is level if the law is exact.
        """,
      ran: """
        The exact chain of the order parameters at \(dimensions.count) sizes from \
        \(Double(first.dimension)) to \(Double(last.dimension)), \(first.replicas) runs at the smallest \
        and \(last.replicas) at the largest, to `t = \(specification.time)` at `τ = \
        \(specification.rate)`, `ρ = \(specification.signal)`, `η = \(specification.noise)`, `β = \
        \(specification.beta)`; seed \(specification.seed).
        """,
      chosen: """
        The Euclidean norm over all order parameters in full storage; a start with all of them of order \
        1, and a rate at which the terms of second order count.
        """,
      findings: families.map { family in
        .init(
          """
          `M = \(family.latents)`: slope of ln distance against ln `N`, ± \
          \((1e4 * family.slopeError).rounded() / 1e4)
          """, family.slope, expected: -0.5, "(concentration)")
      })
  }
}
