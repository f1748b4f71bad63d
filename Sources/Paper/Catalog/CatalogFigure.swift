/// The figures of the catalogue: those of the paper, and further ones in the same form.
package enum CatalogFigure: String, Sendable, Hashable, Codable, CaseIterable {
  case fig1, fig2, fig3, fig4, fig5
  /// How far SGD at finite `N` is from the flow.
  case beyondSize = "beyond-size"
  /// The schedule that converges soonest, beside usual ones.
  case beyondSchedule = "beyond-schedule"
  /// What training ends in over `β` and noise.
  case beyondPhases = "beyond-phases"
  /// What networks end in on real data, beside the linear prediction.
  case beyondNetworks = "beyond-networks"
  /// What few samples lead to, and the best `β` for them.
  case beyondSamples = "beyond-samples"
  /// SGD on rows of real data beside the flow of their spectrum.
  case beyondSpectrum = "beyond-spectrum"
  /// How far runs stray from the flow, by theory and measured.
  case beyondFluctuations = "beyond-fluctuations"

  package static let paper: [CatalogFigure] = [.fig1, .fig2, .fig3, .fig4, .fig5]
  package static let beyond: [CatalogFigure] = [
    .beyondSize, .beyondSchedule, .beyondPhases, .beyondNetworks, .beyondSamples,
    .beyondSpectrum, .beyondFluctuations,
  ]

  /// The variants of this figure besides the standard one.
  package var variants: [CatalogVariant] { self == .fig1 ? [.authorsStart] : [] }

  /// The name of its folder and of the files there: the variant stands after a hyphen.
  func name(_ variant: CatalogVariant? = nil) -> String {
    variant.map { "\(rawValue)-\($0.rawValue)" } ?? rawValue
  }

  /// Runs the study of the figure in the current `RunContext`.
  ///
  /// - Throws: What the study throws; `RunCancelled` when told to stop.
  package func sheet(_ options: PaperOptions) throws -> CatalogSheet {
    let study: any CatalogStudy =
      switch self {
      case .fig1: try LearningCurves(.init(options), options: options)
      case .fig2: try AsymptoticErrors(.init(options), options: options)
      case .fig3: try AnnealingCurves(.smallRateLimit(options), options: options)
      case .fig4: try StabilityCurves(.init(options), options: options)
      case .fig5: try AnnealingCurves(.finiteRate(options), options: options)
      case .beyondSize: try SizeLaw(.init(options), options: options)
      case .beyondSchedule: try AnnealingCurves(.optimal(options), options: options)
      case .beyondPhases: try PhaseMap(.init(options), options: options)
      case .beyondNetworks: try NetworkCalibration(.init(), options: options)
      case .beyondSamples: try SampleCurves(.init(options), options: options)
      case .beyondSpectrum: try SpectrumCurves(.init(options), options: options)
      case .beyondFluctuations: try FluctuationCurves(.init(options), options: options)
      }
    return CatalogSheet(name: name(options.variant), study: study, options: options)
  }
}

/// Another choice where the paper leaves one open.
package enum CatalogVariant: String, Sendable, Hashable, Codable, CaseIterable {
  /// The start of the authors' published script: decoder and encoder with independent standard normal
  /// entries, one draw for all runs.
  case authorsStart = "authors-start"
}
