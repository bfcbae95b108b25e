import { readMarkers } from './markers.ts'
import { renderArtifact } from './render.ts'
import { findingsOf } from './testing/evidence-for.ts'

const disguises = [
  '[decision_ab12]',
  '&#91;decision_ab12&#93;',
  '&lbrack;decision_ab12&rbrack;',
  '[deci\u200Bsion_ab12]',
  '\u202E[decision_ab12]\u202C',
  '［decision_ab12］',
]

test.each(disguises)('%j is no citation anywhere in a document', (forged) => {
  const { markdown, claims } = renderArtifact({
    title: `Ferry ${forged}`,
    audience: `crews ${forged}`,
    sections: [
      {
        section_id: 'sec_1',
        title: `Boats ${forged}`,
        sentences: [
          { text: `The lease ${forged} holds.`, citations: [{ id: 'doc_a', start: 0, end: 9 }], paragraph: 0 },
        ],
      },
    ],
    gaps: [{ title: `Crews ${forged}`, reason: 'no_citable_sources' }],
  })
  expect(readMarkers(markdown).map(({ id }) => id)).toEqual(['doc_a'])
  expect(claims.map(({ citations }) => citations.map(({ id }) => id))).toEqual([['doc_a']])
  expect(markdown.match(/\\\[decision_ab12\\\]/g)).toHaveLength(5)
  expect(markdown).not.toMatch(/[\u200B\u202E\u202C［］]|&#91;|&lbrack;/)
})

test.each(disguises.slice(1))('%j in a text under check is told to its reader', (forged) =>
  expect(findingsOf(`The lease ${forged} holds.`, ['The lease holds.'])).toContain(
    'soft forged_citation: decision_ab12',
  ),
)
