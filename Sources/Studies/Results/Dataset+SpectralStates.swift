import LinearVAE
import NumericKit
import Storage

extension Dataset {
  /// Adds `Q`, `E` and `R` of each group, their totals, and `D`.
  ///
  /// - Parameters:
  ///   - records: As many as fill the axes, all of one shape.
  ///   - path: Where they stand in JSON, such as `states[]`.
  ///   - prefix: Begins each name.
  ///   - suffix: Ends each name.
  ///   - remark: What they are: "mean over runs".
  ///   - shape: The lengths of the axes; the number of records unless given.
  ///   - axes: The axes of the records.
  mutating func add(
    records: [SpectralRecord], at path: String, prefix: String = "", suffix: String = "",
    _ remark: String = "", shape: [Int]? = nil, over axes: String...
  ) {
    guard let first = records.first else { return }
    let (M, G, leading) = (first.D.count, first.groups.count, shape ?? [records.count])
    let ending = remark.isEmpty ? "" : "; \(remark)"
    let letters: [(String, KeyPath<SpectralState.Group, Matrix>, String)] = [
      ("Q", \.Q, "Overlap of the decoder with itself"),
      ("E", \.E, "Overlap of the encoder with itself"),
      ("R", \.R, "Overlap of the decoder with the encoder"),
    ]
    for (letter, part, meaning) in letters {
      add(
        "\(prefix)group_\(letter)\(suffix)",
        .numbers(records.flatMap { $0.groups.flatMap { $0[keyPath: part].elements } }),
        "\(meaning) in a group of directions\(ending).", path: "\(path).groups[].\(letter)",
        shape: leading + [G, M, M], parts: nil, axes: axes + ["group", "latent", "other latent"])
    }
    for (letter, part, meaning) in letters {
      add(
        prefix + letter + suffix,
        .numbers(records.flatMap { $0.total[keyPath: part].elements }), "\(meaning)\(ending).",
        path: "\(path).\(letter)", shape: leading + [M, M], parts: nil,
        axes: axes + ["latent", "other latent"])
    }
    add(
      "\(prefix)D\(suffix)", .numbers(records.flatMap(\.D)), "Variance of the encoder\(ending).",
      path: "\(path).D", shape: leading + [M], parts: nil, axes: axes + ["latent"])
  }

  /// Adds the variances and shares of the groups.
  mutating func add(spectrum: SpectralData) {
    add(
      "variance", .numbers(spectrum.groups.map(\.variance)), "Variance of a group of directions.",
      at: "spectrum.variance", over: "group")
    add(
      "share", .numbers(spectrum.groups.map(\.share)),
      "Its share of all directions; 0 for a single one.", at: "spectrum.share", over: "group")
  }
}
