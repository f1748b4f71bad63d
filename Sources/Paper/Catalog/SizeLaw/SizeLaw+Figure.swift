import Plotting
import Studies

extension SizeLaw {
  private var dimensions: [Double] { specification.sizes.map { Double($0.dimension) } }

  /// Left the distance with the law; right the distance times `√N`, where the law is level.
  package var figure: Figure {
    Figure(
      title: "The distance of SGD from the flow", panels: [lawPanel, levelPanel], columns: 2,
      width: .doubleColumn, height: .millimetres(72), sharesKey: true)
  }

  private var axis: Axis {
    let (first, last) = (dimensions[0], dimensions[dimensions.count - 1])
    return .logarithmic("dimension \(Label.symbol("N"))", from: first / 1.6, to: last * 1.6)
  }

  private static let distance: Label =
    "‖\(Label.symbol("S", sub: .italic("N")))(\(Label.symbol("t"))) − \(Label.symbol("S"))(\(Label.symbol("t")))‖"

  private func style(_ family: Family) -> (label: Label, color: Color, marker: Series.Marker) {
    family.latents == 1
      ? ("\(Label.symbol("M")) = 1", .prediction, .disc)
      : ("\(Label.symbol("M")) = \(family.latents)", .measurement, .square)
  }

  private var lawPanel: Panel {
    let ends = [dimensions[0] / 1.6, dimensions[dimensions.count - 1] * 1.6]
    let series = families.flatMap { family -> [Series] in
      let (label, color, marker) = style(family)
      return [
        .line(x: ends, y: ends.map { family.prefactor / $0.squareRoot() }, color: color),
        .points(
          x: dimensions, y: family.distances, errors: family.errors, label: label, color: color,
          marker: marker),
      ]
    }
    return Panel(
      x: axis, y: .logarithmic("mean distance \(Self.distance)"),
      series: series + [.sample("\(Label.symbol("c"))/√\(Label.symbol("N"))", mark: .line(.solid))])
  }

  private var levelPanel: Panel {
    let ends = [dimensions[0] / 1.6, dimensions[dimensions.count - 1] * 1.6]
    let roots = dimensions.map { $0.squareRoot() }
    let series = families.flatMap { family -> [Series] in
      let (_, color, marker) = style(family)
      return [
        .line(x: ends, y: ends.map { _ in family.prefactor }, color: color),
        .points(
          x: dimensions, y: zip(roots, family.distances).map { $0 * $1 },
          errors: zip(roots, family.errors).map { $0 * $1 }, color: color, marker: marker),
      ]
    }
    return Panel(
      x: axis, y: Axis("√\(Label.symbol("N")) \(Self.distance)", from: 0), series: series)
  }

  /// What was run and chosen, with the slopes.
  package var caption: CatalogCaption {
    let first = dimensions[0], last = dimensions[dimensions.count - 1]
    return CatalogCaption(
      title: "The flow is what SGD does, to within 1/√\(Label.symbol("N"))",
      shows: """
        The mean distance of the order parameters of a run of SGD from the flow at one time, against \
        \(Label.symbol("N")). Left: with the law that the theorem of concentration bounds it by. \
        Right: times √\(Label.symbol("N")), which is level if the law is exact.
        """,
      ran: """
        The exact chain of the order parameters at \(.plain("\(dimensions.count)")) sizes from \
        \(.value(first)) to \(.value(last)), \(.plain("\(specification.sizes[0].replicas)")) runs at \
        the smallest and \(.plain("\(specification.sizes[dimensions.count - 1].replicas)")) at the \
        largest, to \(Label.symbol("t")) = \(.value(specification.time)) at \(Label.tau) = \
        \(.value(specification.rate)), \(Label.rho) = \(.value(specification.signal)), \(Label.eta) = \
        \(.value(specification.noise)), \(Label.beta) = \(.value(specification.beta)); seed \
        \(.plain("\(specification.seed)")).
        """,
      leftOpen: "",
      chosen: """
        The Euclidean norm over all order parameters in full storage; a start with all of them of order \
        1, and a rate at which the terms of second order count.
        """,
      findings: families.map { family in
        CatalogFinding(
          "\(Label.symbol("M")) = \(family.latents): slope of ln distance against "
            + "ln \(Label.symbol("N")), ± \(.value((1e4 * family.slopeError).rounded() / 1e4))",
          family.slope, expected: -0.5, "(concentration)")
      })
  }
}
