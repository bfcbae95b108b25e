import type { OutputType, PlanRequest } from '@synthwright/contracts'
import { withoutTail } from '@synthwright/kernel'
import { titleCase } from './title-case.ts'

const please = /^(?:please|kindly|(?:can|could|would) you(?: please)?)\s+/i
const requestVerb =
  /^(?:document|describe|explain|write(?: up)?|draft|create|prepare|produce|generate|compose|compile|summari[sz]e|outline|sketch|report on|brief|cover|present|review|plan|collect|gather|give(?: me| us)?|tell(?: me| us)?(?: about)?|show(?: me| us)?|list|make|build|audit(?=\s+(?:the|our|this|all)\b))\s+(?:about\s+|on\s+)?/i
/** Whoever is told stands between the verb and the subject: "Brief the team on …", "Give the board an overview …". */
const tellsSomebody = [
  /^(?:brief|tell|inform|update|teach|remind|notify|advise|give|show|walk)\s+(?:\S+\s+){0,3}?\S+\s+(?:on|about|through|regarding|concerning)\s+(?=\S)/i,
  /^(?:give|show|write|send)\s+(?!an?\s|the\s+\S+\s+(?:of|on|about)\s)(?:\S+\s+){1,3}?(?=an?\s)/i,
]
const readers = / for ((?:\S+ ){0,4}\S+)$/i
const suffixed: Partial<Record<OutputType, string>> = {
  roadmap: 'Roadmap',
  briefing: 'Briefing',
  report: 'Report',
  handbook: 'Handbook',
}
const longestTitle = 200

/** The goal without its verb of request and without the readers it names at its end: what the document is about. */
export const subjectOf = (goal: string): string => {
  const asked = withoutTail(goal.replace(/\s+/g, ' '), /[\s.!?…]/).trim()
  const plain = asked.replace(please, '')
  const verb = [...tellsSomebody, requestVerb].find((opening) => opening.test(plain))
  const subject = (verb ? plain.replace(verb, '') : plain) || plain
  const named = readers.exec(subject)
  return named && !/\d/.test(named[1]!) ? withoutTail(subject.slice(0, named.index), /[\s,;:–—-]/) : subject
}

const nothingButHandbook = /^(?:(?:the|a)\s+)?(?:project\s+)?handbook$/i

/** The goal in full: a handbook that says nothing of its subject is about the project. */
export const goalOf = (
  { goal, output_type }: Pick<PlanRequest, 'goal' | 'output_type'>,
  projectName: string | undefined,
): string =>
  output_type === 'handbook' && projectName && nothingButHandbook.test(subjectOf(goal))
    ? `${projectName} Handbook`
    : goal

const shortened = (title: string): string =>
  title.length <= longestTitle ? title : `${title.slice(0, title.lastIndexOf(' ', longestTitle - 1))}…`

/** Title of the document that a goal asks for. */
export const titleOf = (goal: string, outputType: OutputType, projectName: string | undefined): string => {
  const subject = subjectOf(goal)
  if (outputType === 'release_notes') {
    const version = /\bfor (.+)$/i.exec(subject)?.[1] ?? subject.replace(/^(?:the\s+)?release notes\s*/i, '')
    const project = projectName && !version.toLowerCase().includes(projectName.toLowerCase()) ? projectName : ''
    return shortened(titleCase(`${project} ${version} Release Notes`))
  }
  const suffix = suffixed[outputType]
  const present = suffix && new RegExp(`\\b${suffix}s?\\b`, 'i').test(subject)
  return shortened(titleCase(suffix && !present ? `${subject} ${suffix}` : subject))
}
