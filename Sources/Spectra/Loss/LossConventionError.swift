import MessageText
import NumericKit

/// Why a loss could not be read, and where in its text.
public struct LossConventionError: Error, Sendable, Hashable {
  /// What is wrong.
  public enum Reason: Sendable, Hashable {
    /// Something else than the grammar allows here.
    case unexpected(found: String, expected: String)
    /// A name that is none of a loss; the nearest one that is.
    case unknownName(String, nearest: String)
    /// A likelihood that no value of `β` stands for.
    case noExactMap(String)
    /// A number that must be positive and finite.
    case notPositive(String, Double)
    /// The weight of a term is so large or small that what follows from it would overflow.
    case weightOutOfRange(Double, ClosedRange<Double>)
    /// `kl:mean` without the number of latents to divide by.
    case meanNeedsLatents
    /// No term of this kind.
    case missing(LossConvention.Kind)
  }

  /// The loss as it was given.
  public let text: String
  /// Where in `text`, counted in characters from 1; `nil` when the whole is at fault.
  public let column: Int?
  /// What is wrong there.
  public let reason: Reason

  init(_ text: String, column: Int? = nil, _ reason: Reason) {
    self.text = text
    self.column = column
    self.reason = reason
  }
}

extension LossConventionError: CustomStringConvertible {
  /// The error as a sentence that quotes the loss and names the column.
  public var description: String {
    let place = column.map { ", column \($0)" } ?? ""
    return "loss \"\(text.shown())\"\(place): \(reason)"
  }
}

extension LossConventionError.Reason: CustomStringConvertible {
  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .unexpected(let found, let expected):
      "found \(found.shown()), expected \(expected)"
    case .unknownName(let name, let nearest):
      "unknown name \"\(name.shown())\", the nearest is \"\(nearest)\" (of sse, mse, kl)"
    case .noExactMap(let name):
      "\"\(name.shown())\" cannot be converted: a Bernoulli decoder has no exact map to a Gaussian one; "
        + "write the squared error you would use instead (sse or mse)"
    case .notPositive(let what, let value):
      "the \(what) is \(value), expected a finite number > 0"
    case .weightOutOfRange(let weight, let range):
      "the weight is \(weight), expected one from \(range.lowerBound) to \(range.upperBound)"
    case .meanNeedsLatents:
      "\"kl:mean\" divides by the number of latents: say how many there are, or write kl:sum"
    case .missing(.reconstruction):
      "no reconstruction term, expected sse or mse"
    case .missing(.kl):
      "no KL term, expected kl"
    }
  }
}
