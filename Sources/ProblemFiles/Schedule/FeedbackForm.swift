import LinearVAE
import Yams

/// How a feedback law may be written: its names and its keys, besides those of `FeedbackLaw`'s encoding.
///
/// To add a law, add a case to `FeedbackLaw.Controller` and a row here.
struct FeedbackForm: Sendable {
  let name: String
  var aliases: [String] = []
  /// The key of the known function of time that the law refers to.
  let reference: FileKey
  let keys: [FileKey]

  static let all: [FeedbackForm] = [
    FeedbackForm(
      name: "capacity", reference: FileKey("target", aliases: ["C"]), keys: ["gamma", "width"]),
    FeedbackForm(
      name: "free_bits", aliases: ["free_nats"], reference: "beta",
      keys: [FileKey("nats", aliases: ["delta"]), "width"]),
    FeedbackForm(
      name: "control", aliases: ["controlvae", "pi"],
      reference: FileKey("set", aliases: ["v_kl"]),
      keys: [FileKey("kp", aliases: ["Kp"]), FileKey("ki", aliases: ["Ki"]), .min, .max]),
    FeedbackForm(
      name: "geco", reference: "explained", keys: ["rate", "average", "initial", .min, .max]),
  ]
}

extension FileKey {
  fileprivate static let min = FileKey("min", aliases: ["beta_min", "min_beta"])
  fileprivate static let max = FileKey("max", aliases: ["beta_max", "max_beta"])
}

extension FileNode {
  /// The weight of the KL term, a number, a schedule or a feedback law, in the names of ours.
  func weightInOurNames(in context: ScheduleContext) throws(ProblemFileError) -> Node {
    guard let word = value(at: "schedule")?.word,
      let form = FeedbackForm.all.first(where: { $0.name == word || $0.aliases.contains(word) })
    else {
      let laws = FeedbackForm.all.map { ($0.name, $0.aliases) }
      return try scheduleInOurNames(in: context, besides: laws)
    }
    if word != form.name {
      value(at: "schedule")?.note("\"\(word)\" was read as \"\(form.name)\"")
    }
    let section = try FileSection(self, keys: ["schedule", form.reference] + form.keys)
    var pairs = [section.pair("schedule", Node(form.name))]
    if let reference = section[form.reference.name] {
      let schedule = try reference.scheduleInOurNames(in: context)
      pairs.append(section.pair(form.reference.name, schedule))
    }
    for key in form.keys {
      if let value = section[key.name] { pairs.append(section.pair(key.name, value.node)) }
    }
    return .mapping(Node.Mapping(pairs))
  }
}
