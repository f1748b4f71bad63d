import Fitting
import LinearVAE
import NumericKit
import Spectra
import Storage

extension TrainingSpecification {
  /// Trains the model, and predicts what it comes to.
  ///
  /// - Parameters:
  ///   - data: The table.
  ///   - spectrum: Its eigenvalues, as the plan's ``PlanSpecification/spectrumOptions`` say.
  ///   - options: How training is kept while it runs.
  ///   - context: How the work is carried out.
  /// - Returns: Predicted and measured.
  /// - Throws: `InvalidProblem`, `DataFileError`, `FitError`, `CheckpointError`, `RunCancelled`.
  package func run(
    on data: TrainingTable, _ spectrum: DataSpectrum, options: FitOptions = FitOptions(),
    _ context: RunContext = .current
  ) throws -> TrainingResult {
    let fit = try fit(columns: data.table.columns)
    try fit.validate(columns: data.table.columns)
    let (moments, covariance) = try data.moments(context)
    let scale = data.isStandardized ? moments.unitScales : nil
    if plan.decoder == .gaussianLearnedPerColumn, let column = spectrum.constantColumns.first {
      throw InvalidProblem(
        "decoder", found: "a variance to be learned for column \(column + 1), which is constant",
        allowed: "columns that vary", advice: "leave constant columns out")
    }
    try requireRows(of: data)
    var rows: TrainingRows?
    if needsRows {
      rows = try TrainingRows(
        data.table, mean: moments.mean, scale: scale, weights: data.weights)
    }
    let fitted = FitData(moments, rows: rows, scale: scale)
    let result = try fit.run(on: fitted, options: options, context)
    let error = fitted.quadratureError(of: result.model, plan.decoder, threads: context.threads)
    let known = TrainingResult.Moments(
      moments: scale.map(moments.scaled(by:)) ?? moments, scale: scale, covariance: covariance)
    return try TrainingResult(self, fit, result, spectrum, known, quadratureError: error, context)
  }

  /// Squared errors on all rows need their moments alone.
  private var needsRows: Bool { !isFullBatch || !plan.decoder.isGaussian }

  private func requireRows(of data: TrainingTable) throws(InvalidProblem) {
    guard data.samples != nil, needsRows else { return }
    throw InvalidProblem(
      "covariance", found: "a covariance", allowed: "rows",
      advice: "a covariance is enough for squared errors on all rows at once alone")
  }
}

extension TrainingTable {
  /// Mean and covariance in the units of the table.
  fileprivate func moments(
    _ context: RunContext
  ) throws -> (moments: DataMoments, covariance: SampleCovariance?) {
    guard let samples else {
      let covariance = try SampleCovariance(of: table, weights: weights, context)
      let moments = DataMoments(
        rows: covariance.rows, mean: covariance.mean, covariance: covariance.matrix)
      return (moments, covariance)
    }
    var elements: [Double] = []
    try table.forEachBlock(ofRows: table.rows) { elements += $0.values }
    let moments = DataMoments(
      rows: samples, mean: Array(repeating: 0, count: table.columns),
      covariance: Matrix(rows: table.rows, columns: table.columns, elements: elements))
    return (moments, nil)
  }
}

extension DataMoments {
  /// What columns are multiplied with to have variance 1; 1 for those that do not vary.
  fileprivate var unitScales: [Double] {
    covariance.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
  }
}
