import MessageText

/// Which axes of its array a function of a script sums or averages over.
enum LossAxes {
  case all, batch
  /// Those of the coordinates or latents, and how many.
  case inner(Int)

  /// Reads `0`, `-1`, `(1, 2)`, `[1,2,3]` and `range(1, …)`, given without white space.
  ///
  /// An axis 1 or −1 stands for all coordinates of a sample, as in tables: of the shape of an array
  /// nothing is known.
  init?(_ text: String) {
    let list = text.filter { !"()[]".contains($0) }.split(separator: ",")
    let axes = list.compactMap { Int($0) }
    if text.contains("range(1,") {
      self = .inner(3)
    } else if text == "None" {
      self = .all
    } else if axes.isEmpty || axes.count < list.count {
      return nil
    } else if axes.contains(0) {
      self = axes.count == 1 ? .batch : .all
    } else if axes.contains(1) || axes.contains(-1) {
      self = .inner(axes.count)
    } else {
      return nil
    }
  }
}

extension WrittenTerm {
  /// How far a term has been summed or averaged over its coordinates or latents, or over the batch.
  enum State {
    /// Not at all.
    case open
    /// By a name that does not say it, as `kl`: in the end as the name has it of itself.
    case unsaid
    /// Averaged over the last axis, and no other, as Keras' functions do.
    case lastAxis
    case done
  }

  /// Which size is the number of its elements: `M` or `N`.
  private var symbol: Int { measure.kind == .kl ? 1 : 0 }

  /// Puts the mean over coordinates or latents into the weight, or takes it out.
  private mutating func setMean(_ isMean: Bool) {
    if isMean != self.isMean { weight.powers[symbol] += isMean ? -1 : 1 }
    self.isMean = isMean
  }

  /// A term of a measure that is reduced as said.
  init(
    _ measure: LossMeasure, text: String, column: Int, isMean: Bool, inner: State, batch: State
  ) {
    self.init(
      text: text, measure: measure, weight: SizedNumber(1), column: column, inner: inner,
      batch: batch)
    setMean(isMean)
    if case .logMeanSquare = measure {
      // w ln MSE is the likelihood at its own optimum of σ², of weight 2w/N.
      weight = SizedNumber(2) / SizedNumber(symbol: 0)
    }
  }

  /// Sums or averages over axes that are left; what is one number already stays as it is.
  ///
  /// - Returns: Why that cannot be read, or `nil`.
  mutating func reduce(isMean: Bool, over axes: LossAxes) -> String? {
    guard measure.kind != nil else { return nil }
    // An axis that is gone makes the next one the first, or the last.
    let axes: LossAxes =
      switch axes {
      case .batch where batch == .done: .inner(1)
      case .inner where inner == .done: .batch
      default: axes
      }
    var isWhole = false
    if case .all = axes { isWhole = true }
    if case .inner(let count) = axes, inner != .done {
      if let reason = reduceInner(isMean: isMean, axes: count, isWhole: false) { return reason }
    } else if isWhole, inner != .done {
      if let reason = reduceInner(isMean: isMean, axes: 0, isWhole: true) { return reason }
    }
    if case .inner = axes { return nil }
    if batch != .done {
      if !isMean { weight.powers[2] += 1 }
      batch = .done
    }
    return nil
  }

  private mutating func reduceInner(isMean: Bool, axes: Int, isWhole: Bool) -> String? {
    switch inner {
    case .unsaid where isWhole && isMean != self.isMean:
      return
        "\(text.shown()) does not say whether it is one number for each sample, or one for each "
        + "\(measure.kind == .kl ? "latent" : "coordinate"): write the whole as :sum or :mean behind it"
    case .lastAxis where !isMean:
      guard axes > 1 else {
        return
          "\(text.shown()) is averaged over the last axis already: a sum over some of the others "
          + "cannot be read; write the whole as :sum or :mean"
      }
      note =
        "\(text.shown()) is an average over the last axis, read as that of one channel: divide it by "
        + "their number if there are more"
      setMean(false)
    default: setMean(isMean)
    }
    inner = .done
    return nil
  }

  /// Sets the reductions that stand behind a term.
  mutating func setReductions(isMean: Bool?, isBatchSum: Bool?) {
    if let isMean { setMean(isMean) }
    inner = .done
    if let isBatchSum {
      weight.powers[2] = isBatchSum ? 1 : 0
      batch = .done
    }
  }
}
