import Fitting
import Requests
import Spectra
import Storage
import Studies

extension DiagnoseCommand {
  /// The diagnosis as text: the verdict in words and what to do, then the latents, then the probes.
  func text(_ reply: Reply<Diagnosis>) -> String {
    let (diagnosis, result) = (reply.outcome, reply.dataset)
    var text = reply.words.map { Paragraph.wrapped($0.namingSpread) + "\n" }.joined()
    let heading = heading(diagnosis)
    text += heading.isEmpty ? "" : "\n" + heading
    if diagnosis.evidence.code != nil || !result.numbers("index").isEmpty {
      text += "\n" + latents(diagnosis, result).text
    }
    let lines = totals(diagnosis, result) + probes(diagnosis)
    return text + (lines.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined())
  }

  private func number(_ value: Double) -> String { TextTable.number(value) }

  private func heading(_ diagnosis: Diagnosis) -> String {
    var text = ""
    if let code = diagnosis.evidence.code {
      text +=
        "\(code.rows) samples, \(code.latents.count) latents, \(code.activeUnits) active units "
        + "(variance of the mean above \(number(code.unitThreshold)))\n"
    }
    if let plan = diagnosis.evidence.plan {
      text +=
        "data of \(plan.spectrum.rows) samples and \(plan.spectrum.columns) columns, KL weight "
        + "\(number(plan.specification.klWeight)): a latent can live if its eigenvalue exceeds "
        + "\(number(plan.level))\n"
    }
    return text
  }

  /// The latents, those that tell most first.
  private func latents(_ diagnosis: Diagnosis, _ result: Dataset) -> TextTable {
    let told = diagnosis.evidence.code == nil ? "kl" : "information"
    let values = result.numbers(told)
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    func cells(_ field: String, digits: Int = 4) -> [String] {
      let values = result.numbers(field)
      return order.map { TextTable.number(values[$0], digits: digits) }
    }
    var table = TextTable(result)
    table.add("latent (from 1)", order.map { "\($0 + 1)" })
    table.add("KL (nats)", cells("kl"))
    if diagnosis.evidence.code != nil { table.add("tells", cells("information")) }
    if diagnosis.comparison != nil { table.add("predicted", cells("predicted_kl")) }
    let shares = result.numbers("share")
    table.add(
      "share",
      order.map { shares[$0].isNaN ? "–" : "\(TextTable.number(100 * shares[$0], digits: 3)) %" })
    if diagnosis.evidence.code != nil {
      table.add("variance of μ", cells("variance_of_mean"))
      table.add("mean of σ²", cells("mean_variance"))
      table.add("to prior", cells("marginal_kl", digits: 3))
      let classes = result.texts("class")
      let floor = result.numbers("on_floor")
      table.add(
        "class", order.map { (classes[$0] ?? "–") + (floor[$0] == 1 ? ", on the floor" : "") })
    }
    return table
  }

  private func totals(_ diagnosis: Diagnosis, _ result: Dataset) -> [String] {
    var text = "total KL \(number(diagnosis.total)) nats"
    if diagnosis.evidence.code != nil, abs(diagnosis.total - diagnosis.information) > 0.05 {
      text += ", of which \(number(diagnosis.information)) tell of a sample"
    }
    if let comparison = diagnosis.comparison {
      text += ", predicted \(number(comparison.predictedTotal))"
    }
    if diagnosis.evidence.code != nil {
      text +=
        "; total correlation \(number(result.numbers("total_correlation")[0])) nats, of a Gaussian "
        + "with the code's covariance"
    }
    var lines = [text]
    if let plan = diagnosis.evidence.plan, let fitted = diagnosis.comparison?.fittedLevel,
      let ratio = diagnosis.comparison?.ratio
    {
      lines.append(
        "that is the KL of a linear VAE at KL weight \(number(plan.klWeight(atLevel: fitted))), "
          + "\(TextTable.number(ratio, digits: 3)) times that of the loss")
    }
    return lines
  }

  private func probes(_ diagnosis: Diagnosis) -> [String] {
    var lines: [String] = []
    if let reaction = diagnosis.reaction {
      let whole = diagnosis.evidence.plan == nil ? "their mean square" : "the data's variance"
      lines.append(
        "outputs of the decoder vary by \(TextTable.number(reaction, digits: 3)) of \(whole) over draws of z"
      )
    }
    if let units = diagnosis.evidence.activations {
      lines.append(
        "\(TextTable.number(100 * units.constantShare, digits: 3)) % of \(units.columns) units of the decoder "
          + "are the same for all draws of z")
    }
    if let growth = diagnosis.growth, let log = diagnosis.evidence.log {
      lines.append(
        "from \(log.unit) \(number(growth.range.lowerBound)) to \(number(growth.range.upperBound)) the signal "
          + "\(growth.rate >= 0 ? "grows" : "falls") at a rate of "
          + "\(TextTable.number(growth.rate, digits: 3)) (95 %: "
          + "\(TextTable.number(growth.interval.lowerBound, digits: 3)) to "
          + "\(TextTable.number(growth.interval.upperBound, digits: 3))) per \(log.unit)")
    }
    return lines
  }
}
