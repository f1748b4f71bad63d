import Foundation

extension Panel {
  /// The axes with their ends settled, from the caller's choice and else from the data.
  ///
  /// - Parameters:
  ///   - number: The number of the panel, for the error.
  ///   - sharedX: The ends that the panels of a column have agreed on.
  /// - Returns: Both axes.
  /// - Throws: `FigureError.nothingToDraw`, `FigureError.invalidRange`.
  func scales(number: Int, sharedX: AxisScale? = nil) throws(FigureError) -> (
    x: AxisScale, y: AxisScale
  ) {
    let x =
      if let sharedX {
        sharedX
      } else {
        try scale(of: self.x, values: xExtent, name: "horizontal", number: number)
      }
    let y = try scale(of: self.y, values: yExtent(within: x), name: "vertical", number: number)
    return (x, y)
  }

  private func scale(
    of axis: Axis, values: Extent, name: String, number: Int
  ) throws(FigureError) -> AxisScale {
    var (lower, upper) = (axis.lower, axis.upper)
    if lower == nil || upper == nil {
      guard let range = values.padded(for: axis.scale) else {
        throw .nothingToDraw(panel: number)
      }
      lower = lower ?? range.lowerBound
      upper = upper ?? range.upperBound
    }
    let result = AxisScale(lower: lower ?? .nan, upper: upper ?? .nan, scale: axis.scale)
    guard result.isValid else {
      throw .invalidRange(panel: number, axis: name, lower: result.lower, upper: result.upper)
    }
    return result
  }

  /// What the horizontal axis should show.
  private var xExtent: Extent {
    var extent = Extent()
    for series in series {
      let shown = series.indices(shownBy: x.scale, y.scale).map { series.x[$0] }
      switch series.mark {
      case .bars(let width):
        extent.include(shown.flatMap { [$0 - width / 2, $0 + width / 2] })
        extent.needsRoom = true
      case .points, .impulses:
        extent.include(shown)
        extent.needsRoom = true
      case .line, .steps, .band:
        extent.include(shown)
      case .rectangles:
        extent.include((series.xBounds?.lower ?? []) + (series.xBounds?.upper ?? []))
      }
    }
    for case .line(let line) in annotations where line.orientation == .vertical {
      extent.include([line.position].filter(x.scale.shows))
    }
    for case .text(let text) in annotations {
      extent.include([text.x].filter(x.scale.shows))
    }
    return extent
  }

  /// What the vertical axis should show, of the data whose abscissas lie on the horizontal one.
  private func yExtent(within xScale: AxisScale) -> Extent {
    var extent = Extent()
    extent.needsRoom = true
    for series in series {
      let shown = series.indices(shownBy: x.scale, y.scale).filter { xScale.contains(series.x[$0]) }
      extent.include(shown.map { series.y[$0] })
      if let bounds = series.bounds {
        extent.include(
          shown.flatMap { [bounds.lower[$0], bounds.upper[$0]] }.filter(y.scale.shows))
      }
      switch series.mark {
      case .impulses, .bars: extent.standsOnZero = true
      default: break
      }
    }
    for case .line(let line) in annotations where line.orientation == .horizontal {
      extent.include([line.position].filter(y.scale.shows))
    }
    for case .text(let text) in annotations where xScale.contains(text.x) {
      extent.include([text.y].filter(y.scale.shows))
    }
    return extent
  }
}

extension Series {
  /// The points that axes with these scales can show.
  func indices(shownBy xScale: Axis.Scale, _ yScale: Axis.Scale) -> [Int] {
    x.indices.filter { i in
      guard xScale.shows(x[i]) else { return false }
      guard mark == .band, let bounds else { return yScale.shows(y[i]) }
      return yScale.shows(bounds.lower[i]) && yScale.shows(bounds.upper[i])
    }
  }
}

/// The smallest interval that holds all values of an axis, and what must be added to it.
private struct Extent {
  var range: ClosedRange<Double>?
  /// Symbols at the ends would be cut; lines may touch them.
  var needsRoom = false
  /// Bars and impulses start at zero.
  var standsOnZero = false

  mutating func include(_ values: [Double]) {
    guard let low = values.min(), let high = values.max() else { return }
    range = range.map { min($0.lowerBound, low)...max($0.upperBound, high) } ?? low...high
  }

  /// The interval with room at its ends; `nil` when there is no value.
  func padded(for scale: Axis.Scale) -> ClosedRange<Double>? {
    guard let range else { return nil }
    return switch scale {
    case .linear: paddedLinearly(range)
    case .logarithmic: paddedLogarithmically(range)
    }
  }

  private func paddedLinearly(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    var (low, high) = (range.lowerBound, range.upperBound)
    if standsOnZero { (low, high) = (min(low, 0), max(high, 0)) }
    if low == high {
      let half = low == 0 ? 1 : abs(low) / 2
      return (low - half)...(high + half)
    }
    guard needsRoom else { return low...high }
    let room = 0.05 * (high - low)
    if standsOnZero {
      return (low < 0 ? low - room : 0)...(high > 0 ? high + room : 0)
    }
    // Positive data that come near zero are read against zero.
    if low > 0 && low < 0.2 * high { return 0...(high + room) }
    return (low - room)...(high + room)
  }

  private func paddedLogarithmically(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low == high { return (low / 3)...(high * 3) }
    guard needsRoom else { return low...high }
    let room = exp(0.05 * (log(high) - log(low)))
    return (low / room)...(high * room)
  }
}
