import LinearVAE
import MessageText
import NumericKit
import Spectra
import Storage
import Studies

/// What the KL weight of a training loss really is: the command `loss`.
package struct LossRequest: Request {
  /// The loss in words, as `mse:mean + 0.00025*kl:sum`; or ``preset``.
  package var terms: String?
  /// `N`, `M` and `B`, where they are known.
  package var sizes = LossSizes()
  /// The values of names in factors.
  package var set: [String: Double] = [:]
  /// The default loss of a library, by its name there.
  package var preset: String?

  package static let command = "loss"

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case terms, dimension, latents, batch, set, preset
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    terms = try section.text(.terms)
    sizes = LossSizes(
      dimension: try section.whole(.dimension), latents: try section.whole(.latents),
      batch: try section.whole(.batch))
    set = try section.numbersByName(.set)
    preset = try section.text(.preset)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.require(sizes.dimension, in: 1..., "dimension")
    try InvalidProblem.require(sizes.latents, in: 1..., "latents")
    try InvalidProblem.require(sizes.batch, in: 1..., "batch")
    try LossConvention.checkNames(of: set)
    if let preset, LossPreset.named(preset) == nil {
      throw InvalidProblem(
        "preset", found: preset,
        allowed: nearestAndOthers(to: preset, among: LossPreset.all.map(\.name)))
    }
    guard (terms == nil) != (preset == nil) else {
      throw InvalidProblem(
        "terms", found: terms == nil ? "nothing" : "a loss",
        allowed: "the terms of a loss or \"preset\", one of the two")
    }
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<LossConvention> {
    let preset = preset.flatMap(LossPreset.named)
    let sizes = preset.map { self.sizes.over($0.sizes) } ?? sizes
    if let preset {
      let words = sizes.inWords.isEmpty ? "" : ", with \(sizes.inWords)"
      inputs.note("\(preset.name): \(preset.loss)\(words), from \(preset.source)")
    }
    let loss = try LossConvention(
      preset?.loss ?? terms ?? "", dimension: sizes.dimension, latents: sizes.latents,
      batch: sizes.batch, values: set)
    for note in loss.notes { inputs.note(note) }
    for name in loss.ignored { inputs.note("other(\(name.shown())) is left out") }
    return Reply(loss, loss.dataset, words: loss.words)
  }
}
