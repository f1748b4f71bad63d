import Foundation

struct AxisScale: Hashable {
  let lower: Double
  let upper: Double
  let scale: Axis.Scale

  /// The position of `value`: 0 at the lower end, 1 at the upper; not finite for a value that the
  /// axis cannot show.
  func fraction(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic: (log(value) - log(lower)) / (log(upper) - log(lower))
    }
  }

  /// Whether `value` lies between the ends, which rounding must not exclude.
  func contains(_ value: Double) -> Bool {
    let fraction = fraction(value)
    return fraction > -1e-9 && fraction < 1 + 1e-9
  }

  /// Whether the ends make an axis.
  var isValid: Bool {
    lower.isFinite && upper.isFinite && lower < upper && (scale == .linear || lower > 0)
      && (upper - lower).isFinite
  }
}

extension Axis.Scale {
  /// Whether an axis with this scale can show `value` at all.
  func shows(_ value: Double) -> Bool {
    value.isFinite && (self == .linear || value > 0)
  }
}

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

  private var xExtent: Extent {
    var extent = Extent()
    for series in series {
      switch series.mark {
      case .rectangles:
        extent.include((series.xBounds?.lower ?? []) + (series.xBounds?.upper ?? []))
        continue
      case .points: extent.needsRoom = true
      case .line, .band: break
      }
      extent.include(series.indices(shownBy: x.scale, y.scale).map { series.x[$0] })
    }
    for annotation in annotations {
      switch annotation.kind {
      case .line(.vertical, let value, _), .text(let value, _):
        extent.include([value].filter(x.scale.shows))
      case .line, .span: break
      }
    }
    return extent
  }

  /// What the vertical axis should show, of the data whose abscissas lie on the horizontal one.
  private func yExtent(within xScale: AxisScale) -> Extent {
    var extent = Extent(needsRoom: true)
    for series in series {
      let shown = series.indices(shownBy: x.scale, y.scale).filter { xScale.contains(series.x[$0]) }
      extent.include(shown.map { series.y[$0] })
      if let bounds = series.bounds {
        extent.include(
          shown.flatMap { [bounds.lower[$0], bounds.upper[$0]] }.filter(y.scale.shows))
      }
    }
    for annotation in annotations {
      switch annotation.kind {
      case .line(.horizontal, let value, _): extent.include([value].filter(y.scale.shows))
      case .text(let x, let value) where xScale.contains(x):
        extent.include([value].filter(y.scale.shows))
      case .line, .span, .text: break
      }
    }
    return extent
  }
}

extension Series {
  func indices(shownBy xScale: Axis.Scale, _ yScale: Axis.Scale) -> [Int] {
    x.indices.filter { xScale.shows(x[$0]) && yScale.shows(y[$0]) }
  }
}

/// The smallest interval that holds all values of an axis, and what must be added to it.
private struct Extent {
  var range: ClosedRange<Double>?
  /// Symbols at the ends would be cut; lines may touch them.
  var needsRoom = false

  mutating func include(_ values: [Double]) {
    guard let low = values.min(), let high = values.max() else { return }
    range = range.map { min($0.lowerBound, low)...max($0.upperBound, high) } ?? low...high
  }

  /// The interval with room at its ends; `nil` when there is no value.
  func padded(for scale: Axis.Scale) -> ClosedRange<Double>? {
    guard let range else { return nil }
    let (low, high) = (range.lowerBound, range.upperBound)
    switch scale {
    case .linear:
      if low == high {
        let half = low == 0 ? 1 : abs(low) / 2
        return (low - half)...(high + half)
      }
      guard needsRoom else { return range }
      let room = 0.05 * (high - low)
      // Positive data that come near zero are read against zero.
      if low > 0 && low < 0.2 * high { return 0...(high + room) }
      return (low - room)...(high + room)
    case .logarithmic:
      if low == high { return (low / 3)...(high * 3) }
      guard needsRoom else { return range }
      let room = exp(0.05 * (log(high) - log(low)))
      return (low / room)...(high * room)
    }
  }
}
