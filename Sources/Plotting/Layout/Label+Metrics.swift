extension Label {
  /// The width of the longest line in units of the font size.
  ///
  /// Sums the advance widths of DejaVu Sans; good to a few per cent in the fonts that replace it.
  var width: Double {
    lines.map { line in line.reduce(0) { $0 + $1.width } }.max() ?? 0
  }

  var lineCount: Int { max(lines.count, 1) }

  /// The runs of each line; only plain runs at the top level contain line feeds worth breaking at.
  private var lines: [[Run]] {
    var result: [[Run]] = [[]]
    for run in runs {
      guard case .plain(let text) = run else {
        result[result.count - 1].append(run)
        continue
      }
      for (i, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if i > 0 { result.append([]) }
        result[result.count - 1].append(.plain(String(part)))
      }
    }
    return result
  }
}

extension Label.Run {
  fileprivate var width: Double {
    switch self {
    case .plain(let text): text.unicodeScalars.reduce(0) { $0 + advance(of: $1) } / 1000
    case .italic(let label): label.width
    case .bold(let label): 1.12 * label.width
    case .scripts(let sub, let sup): scriptSize * max(sub?.width ?? 0, sup?.width ?? 0)
    }
  }
}

/// The size of a subscript relative to its base, as gnuplot draws it.
private let scriptSize = 0.8

/// The advance width of a character of DejaVu Sans in thousandths of the font size.
private func advance(of scalar: Unicode.Scalar) -> Double {
  let index = Int(scalar.value) - 0x20
  if advances.indices.contains(index) { return advances[index] }
  return switch scalar {
  case "−", "×", "±", "≤", "≥", "≈", "∞", "ω": 838
  case "\u{A0}", "·": 318
  case "α"..."ψ": 620
  default: 780
  }
}

/// The advance widths of the printable ASCII characters, from the space on.
private let advances: [Double] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
  636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
  1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
  603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
  500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
  635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
]
