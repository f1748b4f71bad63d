import LinearVAE
import NumericKit
import Spectra
import Storage

/// Of what the spectrum of a table is taken.
package struct SpectrumPart: KeyGroup {
  /// Whether each column is divided by its standard deviation.
  package var standardize = false
  /// What each row counts; all count alike unless given.
  package var weights: DataSource?
  /// Whether the table is a covariance.
  package var covariance = false
  /// `P`, the rows that a covariance is of.
  package var samples: Int?
  /// How many of the largest eigenvalues to search for; all are found unless given.
  package var top: Int?

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case standardize, weights, covariance, samples, top
  }

  package static let ownArrays = ["weights"]

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    standardize = try section.flag(.standardize)
    weights = try section.source(.weights, in: decoder)
    covariance = try section.flag(.covariance)
    samples = try section.whole(.samples)
    top = try section.whole(.top)
  }

  package func validate() throws(InvalidProblem) {
    if covariance && samples == nil {
      throw .missing("samples", "\"covariance\" needs the number of rows that it is of")
    }
    if !covariance && samples != nil {
      throw .unsuited("samples", "it is the number of rows of a covariance: give \"covariance\"")
    }
    if covariance && weights != nil {
      throw .unsuited("weights", "they count rows, which a covariance no longer has")
    }
    try InvalidProblem.require(samples, in: 2..., "samples")
    try InvalidProblem.require(top, in: 1..., "top")
  }

  /// Checks that every latent has an eigenvalue.
  func validate(latents: Int) throws(InvalidProblem) {
    try InvalidProblem.require(latents, in: 1..., "latents")
    if let top, top < latents {
      throw InvalidProblem(
        "top", found: "\(top)", allowed: "a whole number ≥ \"latents\"",
        advice: "every one of the \(latents) latents needs an eigenvalue")
    }
  }
}

extension SpectrumPart {
  /// What each row of a table counts; `nil` where all count alike.
  ///
  /// - Throws: `DataFileError` for weights that are none.
  func weights(of table: DataTable, _ inputs: RequestInputs) throws -> [Double]? {
    switch weights {
    case nil: nil
    case .files(let paths): try table.weights(contentsOf: paths[0])
    case .memory: try table.weights(in: DataSource.memory.table("weights", inputs))
    }
  }

  /// What a plan wants of a spectrum with what is asked here; the seed is that of the search for the
  /// largest eigenvalues.
  func options(
    _ options: SpectrumOptions, seed: UInt64, for table: DataTable, _ inputs: RequestInputs
  ) throws -> SpectrumOptions {
    var options = options
    (options.standardized, options.top, options.seed) = (standardize, top, seed)
    options.weights = try weights(of: table, inputs)
    return options
  }

  /// The spectrum of a table, samples or a covariance.
  func spectrum(
    of table: DataTable, _ options: SpectrumOptions, _ context: RunContext
  ) throws -> DataSpectrum {
    do {
      guard let samples else { return try DataSpectrum(of: table, options: options, context) }
      return try DataSpectrum(covariance: table, samples: samples, options: options, context)
    } catch let error as InvalidProblem where error.keyPath == "standardized" {
      throw error.at("standardize")
    }
  }
}
