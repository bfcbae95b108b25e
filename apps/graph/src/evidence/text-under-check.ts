import type { gatherEvidence, TextClaim } from '@synthwright/contracts'
import { readTextClaims, renderArtifact } from '@synthwright/grounding'
import type { z } from 'zod'
import { boundedClaims } from './fit-evidence.ts'

type Asked = Pick<
  z.output<(typeof gatherEvidence)['input']>,
  'markdown' | 'title' | 'audience' | 'drafted' | 'sections'
>

const written = ({ title, audience, drafted, sections }: Asked): { markdown: string; claims: TextClaim[] } => {
  const bySection = new Map(drafted.map((section) => [section.section_id, section]))
  return renderArtifact({
    title: title ?? '',
    audience,
    sections: sections.map(({ section_id, title }) => ({
      section_id,
      title,
      form: bySection.get(section_id)?.form,
      sentences: bySection.get(section_id)?.sentences ?? [],
    })),
  })
}

/** The text under check with the claims that are checked: rendered from a draft's sections, or read from the given text. */
export const textUnderCheck = (asked: Asked): { markdown: string; claims: TextClaim[]; leftOut: number } => {
  const { markdown, sections } = asked
  const { claims, ...text } =
    markdown === null ? written(asked) : { markdown, claims: readTextClaims(markdown, sections) }
  return { ...text, ...boundedClaims(claims) }
}
