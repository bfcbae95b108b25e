import { PlanRequest } from '@synthwright/contracts'
import { withSectionCap } from './section-cap.ts'

const request = (sections: number, given: object = {}) =>
  PlanRequest.parse({
    goal: 'g',
    required_sections: Array.from({ length: sections }, () => ({ title: 'T' })),
    ...given,
  })

it.each([
  ['rises to the sections that are asked for', request(9), ['goal', 'required_sections'], 9],
  ['is the usual one where fewer are', request(2), ['goal', 'required_sections'], 6],
  ['stays when it was sent, also as the usual one', request(9, { max_sections: 6 }), ['goal', 'max_sections'], 6],
] as const)('acceptance 10: a cap %s', (_what, given, sent, expected) => {
  expect(withSectionCap(given, sent).max_sections).toBe(expected)
})
