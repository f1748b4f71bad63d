import Storage

/// Something about a plan that its reader should know, with a code that scripts can rely on.
public struct Advice: Sendable, Hashable, Encodable {
  /// What it is about.
  public enum Code: String, Sendable, Hashable, Encodable, CaseIterable {
    /// No latent lives; the value is the KL weight below which the first one does.
    case allCollapse = "all-collapse"
    /// All latents live; the value is the number of directions of the data that would.
    case noneCollapse = "none-collapse"
    /// The model has more latents than the data have signals; the value is the number of signals.
    case moreLatentsThanSignals = "more-latents-than-signals"
    /// The level is below the noise, which living latents learn; the value as for ``fewSamples``.
    case overfitsNoise = "overfits-noise"
    /// Samples are few: living latents cannot be told from noise, or what is learned is far from what is
    /// behind the data; the value is the number of eigenvalues above those of noise.
    case fewSamples = "few-samples"
    /// Training ends before a living latent leaves its plateau; the value is the step at which it does.
    case slow
    /// The weight of the KL term should rise with training; the value is the number of steps.
    case anneal
    /// Full-batch gradient descent diverges at the learning rate; the value is the largest rate.
    case rateTooLarge = "rate-too-large"
    /// The data have bounds that a linear decoder does not know; the value is the upper one.
    case boundedDecoder = "bounded-decoder"
    /// A column seems to number the rows; the value is the column, counted from 1.
    case indexColumn = "index-column"
    /// The first line of a CSV file seems to number the columns; the value is 1 if it was read as
    /// their names, 0 if as a sample.
    case numericHeader = "numeric-header"
    /// Columns seem to hold labels or times; the value is the first of them, counted from 1.
    case labelColumn = "label-column"
    /// Bytes were not divided by their largest value, which is the value.
    case unscaledBytes = "unscaled-bytes"
    /// An extreme value, which is the value, seems to mark missing cells.
    case sentinel
    /// Columns of text were left out; the value is how many.
    case textColumn = "text-column"
    /// Dimensions, or windows of several columns, were made one; the value is how many columns that
    /// makes.
    case flattened
    /// Windows of a series share rows; the value is how many share none.
    case overlappingWindows = "overlapping-windows"
    /// Signals come from a few rows alone; the value is how many signals are gone without them.
    case outlyingRows = "outlying-rows"
    /// Cells are missing, and what became of them; the value is how many.
    case missingCells = "missing-cells"
    /// Lines among the rows were read as comments; the value is how many.
    case comments
    /// Lines among the rows are blank; the value is how many.
    case blankLines = "blank-lines"
    /// Spreads of a code seem to stand in another form than they were read in.
    case spreadForm = "spread-form"
    /// A code has nothing to do with the rows of the data.
    case rowMismatch = "row-mismatch"
    /// `E μ² + E σ²` of living latents is not 1; the value is the largest excess.
    case unbalancedCode = "unbalanced-code"
    /// Latents sit on one KL divergence, as free bits make it, which is the value.
    case freeBitsFloor = "free-bits-floor"
    /// The weight of the KL term was still changing; the value is the last step at which it did.
    case rampRunning = "ramp-running"
    /// There are more latents than columns of the data, which are the value.
    case latentsBeyondData = "latents-beyond-data"
    /// The means of two latents correlate; the value is their correlation.
    case correlatedLatents = "correlated-latents"
    /// A latent over all samples is far from the prior; the value is the KL divergence, in nats.
    case farFromPrior = "far-from-prior"
    /// KL is that of another weight of the KL term, which is the value.
    case fittedWeight = "fitted-weight"
    /// Read in another way, a logged number fits the loss; the value is what it then is, in nats.
    case readingOfKL = "reading-of-kl"
    /// Latents tell a little above the threshold; the value is the KL divergence, in nats.
    case survivor
    /// KL falls where it should grow; the value is the rate of the signal.
    case falling
  }

  /// What it is about.
  public let code: Code
  /// What was found and what can be done, a sentence.
  public var text: String
  /// The number that goes with the code.
  public let value: Nullable

  /// Whether something may be wrong, as opposed to how something was read or could be better.
  public var isWarning: Bool {
    switch code {
    case .noneCollapse, .anneal, .boundedDecoder, .moreLatentsThanSignals: false
    case .latentsBeyondData, .fittedWeight, .survivor: false
    case .numericHeader: value.value != 1
    case .textColumn, .flattened, .missingCells, .comments, .blankLines: false
    default: true
    }
  }

  /// A piece of advice.
  public init(_ code: Code, _ text: String, value: Double?) {
    self.code = code
    self.text = text
    self.value = Nullable(value)
  }
}
