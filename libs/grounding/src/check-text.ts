import type { ArtifactCheck, CheckedSentence, Evidence, Flag, TextClaim } from '@synthwright/contracts'
import { checkClaim, type CheckedClaim } from './checks/check-claim.ts'
import { citedIds, type ClaimContext, type Finding } from './checks/check.ts'
import type { CitableIds } from './checks/citation.ts'
import { coverageBy } from './checks/support.ts'
import { supportThresholds } from './checks/thresholds.ts'
import { disguisedCitation } from './disguise.ts'
import { excerptOf } from './excerpt.ts'
import { textReader, type Reading } from './reading/reading.ts'
import { leakFinder, redactedExcerpt } from './redaction.ts'
import { comparisonMeter, perCode, tooMuchIn, withinBytes } from './limits.ts'
import type { TextUnderCheck } from './text-under-check.ts'
import { checkWholeText } from './whole-text.ts'

/**
 * Checks every claim of a text against its evidence, and the text as a whole against its goal, its constraints and
 * what is known of the sources it cites. Lexical only: no model, no clock, the same answer for the same input. The time
 * it takes grows with the text times the evidence of each claim.
 * @param thresholds other than the ones that ship, for measuring
 */
export const checkText = (text: TextUnderCheck, thresholds = supportThresholds): ArtifactCheck => {
  const { evidence } = text
  const readingOf = textReader()
  const leaks = leakFinder(evidence.redacted ?? [])
  const scopes = packScopes(evidence, readingOf)
  const sentencesOf = new Map(evidence.evidence.map(({ claim, sentences }) => [claim, sentences]))
  const names = new Map(evidence.sources.map(({ id, name }) => [id, name]))
  const meter = comparisonMeter()
  const sentences = evidence.claims.map((claim): CheckedSentence => {
    const reading = readingOf(claim.text)
    const { citable, pack } = scopes(claim.section_id)
    const context: ClaimContext = {
      claim,
      reading,
      pack,
      thresholds,
      sourceNames: claim.citations.flatMap(({ id }) => names.get(id) ?? []).map(readingOf),
      evidence: (sentencesOf.get(claim.index) ?? []).map((sentence) => {
        const read = readingOf(sentence.text)
        return { sentence, reading: read, coverage: coverageBy(reading.terms, [read.terms]) }
      }),
    }
    const tooMuch = tooMuchIn(claim) ?? meter(context)
    const {
      verdict,
      findings: found,
      best,
    } = tooMuch ? refused(claim, tooMuch) : checkClaim(context, citable, readingOf)
    const findings = perCode([...found, ...forgedIn(claim)])
    const leaked = leaks(
      reading,
      context.evidence.map((one) => one.reading),
    )
    const places = best.map(({ id, start, end }) => ({ id, start, end }))
    return {
      index: claim.index,
      section_id: claim.section_id,
      start: claim.start,
      end: claim.end,
      verdict: leaked ? 'unsupported' : verdict,
      citation_ids: citedIds(claim),
      evidence: places,
      flags: leaked
        ? [...findings, leakOf(claim)].map((finding) => maskedFlag(claim, finding))
        : findings.map((finding) => ({ ...flagOf(claim, finding), evidence: places })),
    }
  })
  return { sentences: withinBytes(sentences), flags: checkWholeText(text, readingOf) }
}

const refused = (claim: TextClaim, detail: string): CheckedClaim => ({
  verdict: 'unsupported',
  findings: [{ code: 'unsupported_claim', severity: 'hard', source_ids: citedIds(claim).slice(0, 10), detail }],
  best: [],
})

/** A citation in disguise is told to the reader; it cites nothing, and the sentence is judged without it. */
const forgedIn = ({ text }: TextClaim): Finding[] => {
  const id = disguisedCitation(text)
  return id === null ? [] : [{ code: 'forged_citation', severity: 'soft', source_ids: [], detail: id }]
}

const flagOf = (claim: TextClaim, finding: Finding): Flag => ({
  ...finding,
  section_id: claim.section_id,
  sentence_index: claim.index,
  start: claim.start,
  end: claim.end,
  excerpt: excerptOf(claim.text),
})

const leakOf = (claim: TextClaim): Finding => ({
  code: 'redaction_leak',
  severity: 'hard',
  source_ids: citedIds(claim),
  detail: null,
})

/** Of a sentence that repeats what is redacted nothing is shown, whatever else is wrong with it. */
const maskedFlag = (claim: TextClaim, finding: Finding): Flag => ({
  ...flagOf(claim, finding),
  excerpt: redactedExcerpt,
  detail: null,
})

interface Scope {
  citable: CitableIds
  pack: Reading[]
}

/** What each section may cite and what stands in its pack; text of no section has the pack of none, or all packs. */
const packScopes = ({ packs, sources, unresolved }: Evidence, readingOf: (text: string) => Reading) => {
  const known = new Set(sources.map(({ id }) => id))
  for (const id of unresolved) known.delete(id)
  const scopes = new Map<string | null, Scope>()
  return (sectionId: string | null): Scope => {
    const made = scopes.get(sectionId)
    if (made) return made
    const packsOf = (id: string | null) => packs.filter(({ section_id }) => section_id === id)
    const used = [packsOf(sectionId), packsOf(null), packs].find((candidates) => candidates.length > 0) ?? []
    const scope = {
      citable: { known, inPack: new Set(used.flatMap(({ source_ids }) => source_ids)) },
      pack: used.flatMap(({ texts }) => texts).map(readingOf),
    }
    scopes.set(sectionId, scope)
    return scope
  }
}
