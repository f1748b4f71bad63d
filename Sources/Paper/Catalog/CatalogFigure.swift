/// The figures of the catalogue: those of the paper, and further ones in the same form.
package enum CatalogFigure: String, Sendable, Hashable, Codable, CaseIterable {
  /// The course of learning under several `β`.
  case fig1
  /// The error that learning ends in against `β`.
  case fig2
  /// Annealing in the small-rate limit.
  case fig3
  /// The largest real part of the Jacobian's eigenvalues at every fixed point.
  case fig4
  /// Annealing at a finite rate, linear schedules too.
  case fig5
  /// How far SGD at finite `N` is from the flow.
  case beyondSize = "beyond-size"
  /// The schedule that converges soonest, beside usual ones.
  case beyondSchedule = "beyond-schedule"
  /// What training ends in over `β` and noise.
  case beyondPhases = "beyond-phases"

  /// The figures that the paper has.
  package static let paper: [CatalogFigure] = [.fig1, .fig2, .fig3, .fig4, .fig5]
  /// The figures that go beyond it.
  package static let beyond: [CatalogFigure] = [.beyondSize, .beyondSchedule, .beyondPhases]

  /// The variants of this figure besides the standard one.
  package var variants: [CatalogVariant] { self == .fig1 ? [.authorsStart] : [] }

  /// The name of its folder and of the files there.
  ///
  /// - Parameter variant: `nil` for the standard figure.
  /// - Returns: The raw value, and the variant after a hyphen.
  package func name(_ variant: CatalogVariant? = nil) -> String {
    variant.map { "\(rawValue)-\($0.rawValue)" } ?? rawValue
  }

  /// Runs the study of the figure.
  ///
  /// - Parameter options: How large, from which seed, on how many threads.
  /// - Returns: Data, figure and caption.
  /// - Throws: What the study throws; `EnsembleInterruption` when told to stop.
  package func sheet(_ options: CatalogOptions) throws -> CatalogSheet {
    switch self {
    case .fig1: try sheet(LearningCurves.self, .init(options), options)
    case .fig2: try sheet(AsymptoticErrors.self, .init(options), options)
    case .fig3: try sheet(AnnealingCurves.self, .smallRateLimit(options), options)
    case .fig4: try sheet(StabilityCurves.self, .init(options), options)
    case .fig5: try sheet(AnnealingCurves.self, .finiteRate(options), options)
    case .beyondSize: try sheet(SizeLaw.self, .init(options), options)
    case .beyondSchedule: try sheet(ScheduleComparison.self, .init(options), options)
    case .beyondPhases: try sheet(PhaseMap.self, .init(options), options)
    }
  }

  private func sheet<Study: CatalogStudy>(
    _: Study.Type, _ specification: Study.Specification, _ options: CatalogOptions
  ) throws -> CatalogSheet {
    try CatalogSheet(
      name: name(options.variant), edition: options.edition, seed: options.seed,
      study: Study(specification, options: options))
  }
}

/// Another choice where the paper leaves one open.
package enum CatalogVariant: String, Sendable, Hashable, Codable, CaseIterable {
  /// The start of the authors' published script: decoder and encoder with independent standard normal
  /// entries, one draw for all runs.
  case authorsStart = "authors-start"
}

/// How large the figures are.
package enum CatalogEdition: String, Sendable, Hashable, Codable, CaseIterable {
  /// As published.
  case full
  /// Coarser and shorter, to see in seconds that everything works.
  case quick
}

/// How the figures of the catalogue are made.
package struct CatalogOptions: Sendable {
  /// How large they are.
  package var edition: CatalogEdition
  /// What all random numbers follow from.
  package var seed: UInt64
  /// Another choice where the paper leaves one open; `nil` for the standard one.
  package var variant: CatalogVariant?
  /// Threads at a time; nothing depends on it but the time.
  package var threads: Int
  /// Asked now and then, from any thread, whether to stop.
  package var shouldStop: @Sendable () -> Bool

  /// The seed unless another is given.
  package static let defaultSeed: UInt64 = 1

  /// The full edition on one thread.
  package init(
    edition: CatalogEdition = .full, seed: UInt64 = defaultSeed, variant: CatalogVariant? = nil,
    threads: Int = 1, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.edition = edition
    self.seed = seed
    self.variant = variant
    self.threads = threads
    self.shouldStop = shouldStop
  }

  /// `full` in the full edition, `quick` in the quick one.
  func choose<Value>(_ full: Value, quick: Value) -> Value { edition == .full ? full : quick }
}
