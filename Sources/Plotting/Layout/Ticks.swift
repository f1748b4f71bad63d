import Foundation

struct Ticks: Hashable {
  var major: [Axis.Tick]
  var minor: [Double] = []
  /// Whether the marks are all powers of ten within the range, with their multiples between them.
  var isDecades = false

  /// The width of the widest label in units of the font size.
  var labelWidth: Double { major.map(\.label.width).max() ?? 0 }

  /// The automatic tick marks of an axis.
  ///
  /// - Parameters:
  ///   - scale: The axis.
  ///   - length: Its length in millimetres.
  ///   - room: The least distance between two marks, given the width of the labels in units of the
  ///     font size.
  /// - Returns: As many marks as the room allows, at round values.
  static func automatic(
    for scale: AxisScale, length: Double, room: (Double) -> Double
  ) -> Ticks {
    switch scale.scale {
    case .linear: linear(scale, length: length, room: room)
    case .logarithmic: logarithmic(scale, length: length, room: room)
    }
  }

  // MARK: Linear

  private static func linear(
    _ scale: AxisScale, length: Double, room: (Double) -> Double
  ) -> Ticks {
    let span = scale.upper - scale.lower
    // Beyond these limits the marks are not numbers that a Double can tell apart.
    guard span > 1e-12 * max(abs(scale.lower), abs(scale.upper)), span > 1e-290, span < 1e290
    else { return Ticks(major: []) }
    var exponent = Int(log10(span).rounded(.down)) - 2
    while true {
      for mantissa in [1, 2, 5] {
        let ticks = linear(scale, mantissa: mantissa, exponent: exponent)
        let spacing = Double(mantissa) * pow(10, Double(exponent)) / span * length
        if ticks.major.count <= 2 || spacing >= room(ticks.labelWidth) { return ticks }
      }
      exponent += 1
    }
  }

  /// Marks at the multiples of `mantissa · 10^exponent`.
  private static func linear(_ scale: AxisScale, mantissa: Int, exponent: Int) -> Ticks {
    let step = decimal(mantissa, exponent: exponent)
    let first = (scale.lower / step - 1e-9).rounded(.up)
    let last = (scale.upper / step + 1e-9).rounded(.down)
    guard last - first < 2000 else { return Ticks(major: []) }
    guard abs(first) < 1e15, abs(last) < 1e15 else { return Ticks(major: []) }
    let values = (Int(first)...max(Int(first), Int(last))).map {
      decimal($0 * mantissa, exponent: exponent)
    }.filter(scale.contains)
    let largest = values.map(abs).max() ?? 0
    let isScientific = largest >= 1e5 || (largest > 0 && largest < 1e-3)
    return Ticks(
      major: values.map { value in
        Axis.Tick(
          value,
          isScientific
            ? .scientific(value, step: exponent) : .decimal(value, decimals: max(0, -exponent)))
      })
  }

  // MARK: Logarithmic

  private static func logarithmic(
    _ scale: AxisScale, length: Double, room: (Double) -> Double
  ) -> Ticks {
    let first = Int((log10(scale.lower) - 1e-9).rounded(.up))
    let last = Int((log10(scale.upper) + 1e-9).rounded(.down))
    guard last - first >= 1 else { return withinDecade(scale, length: length, room: room) }
    let decade = length / (log10(scale.upper) - log10(scale.lower))
    if last - first == 1 {
      // Two powers of ten are few: 1, 2 and 5 of each where there is room.
      let fine = withinDecade(scale, length: length, room: room)
      if fine.major.count > 3, 0.3 * decade >= room(fine.labelWidth) { return fine }
    }
    let labels = Ticks(
      major: [first, last].map { Axis.Tick(decimal(1, exponent: $0), .powerOfTen($0)) })
    let every = max(1, Int((room(labels.labelWidth) / decade).rounded(.up)))
    // Counting from 10^0 keeps the labels of neighbouring panels alike.
    return Ticks(
      major: (first...last).map {
        Axis.Tick(decimal(1, exponent: $0), $0 % every == 0 ? .powerOfTen($0) : "")
      },
      isDecades: every == 1 && decade >= 4)
  }

  /// Marks at 1, 2, 5 times powers of ten, or at equal distances if even these are too few.
  private static func withinDecade(
    _ scale: AxisScale, length: Double, room: (Double) -> Double
  ) -> Ticks {
    let first = Int(log10(scale.lower).rounded(.down))
    let last = Int(log10(scale.upper).rounded(.down))
    var ticks = Ticks(major: [])
    for exponent in first...last {
      for mantissa in 1...9 {
        let value = decimal(mantissa, exponent: exponent)
        guard scale.contains(value) else { continue }
        if [1, 2, 5].contains(mantissa) {
          ticks.major.append(Axis.Tick(value, .number(value, exponent: exponent)))
        } else {
          ticks.minor.append(value)
        }
      }
    }
    if ticks.major.count >= 2 { return ticks }
    let equidistant = AxisScale(lower: scale.lower, upper: scale.upper, scale: .linear)
    return linear(equidistant, length: length, room: room)
  }
}

/// The number nearest to `mantissa · 10^exponent`; dividing by a power of ten rounds only once.
private func decimal(_ mantissa: Int, exponent: Int) -> Double {
  let power = pow(10, Double(abs(exponent)))
  return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
}

extension Label {
  /// `value` with a fixed number of decimals and a true minus sign.
  fileprivate static func decimal(_ value: Double, decimals: Int) -> Label {
    let digits = String(format: "%.\(decimals)f", abs(value))
    return .plain(value < 0 ? "−" + digits : digits)
  }

  /// `value` as a mantissa times a power of ten, exact to `10^step`.
  fileprivate static func scientific(_ value: Double, step: Int) -> Label {
    guard value != 0 else { return "0" }
    let exponent = Int((log10(abs(value)) + 1e-12).rounded(.down))
    let mantissa = value / pow(10, Double(exponent))
    let decimals = (0...max(0, exponent - step)).first { decimals in
      let scaled = mantissa * pow(10, Double(decimals))
      return abs(scaled - scaled.rounded()) < 1e-6
    }
    return .decimal(mantissa, decimals: decimals ?? 0) + "×" + .powerOfTen(exponent)
  }

  /// `value`, whose leading digit is at `10^exponent`, as briefly as possible.
  fileprivate static func number(_ value: Double, exponent: Int) -> Label {
    (-3...4).contains(exponent)
      ? .decimal(value, decimals: max(0, -exponent)) : .scientific(value, step: exponent)
  }
}
