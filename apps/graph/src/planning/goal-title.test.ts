import { subjectOf, titleOf } from './goal-title.ts'

describe('titleOf', () => {
  it.each([
    ['Document the Ferry queue design for new engineers', 'The Ferry Queue Design'],
    ['Explain how the run engine survives crashes', 'How the Run Engine Survives Crashes'],
    ['please write up the API of max_sections', 'The API of max_sections'],
    ['Describe rate limits for 3 regions', 'Rate Limits for 3 Regions'],
    [
      'Describe storage for all the people who have only just joined',
      'Storage for All the People Who Have Only Just Joined',
    ],
    ['Ferry queue design.', 'Ferry Queue Design'],
    ['Audit the Ferry queue', 'The Ferry Queue'],
    ['Audit trail of payments', 'Audit Trail of Payments'],
    ['How evidence becomes text, for new engineers', 'How Evidence Becomes Text'],
    ['Document', 'Document'],
  ])('acceptance 17: %s → %s', (goal, title) => expect(titleOf(goal, 'documentation', undefined)).toBe(title))

  it.each([
    ['report', 'Report on ferry delays', 'Ferry Delays Report'],
    ['report', 'Write a report about delays', 'A Report About Delays'],
    ['briefing', 'Ferry delays', 'Ferry Delays Briefing'],
    ['roadmap', 'Plan the ferry roadmap', 'The Ferry Roadmap'],
    ['briefing', 'Brief the team on what blocks DOCX export', 'What Blocks DOCX Export Briefing'],
    ['briefing', 'Please update the whole board about ferry delays', 'Ferry Delays Briefing'],
    ['briefing', 'Give customers an overview of ferry delays', 'An Overview of Ferry Delays Briefing'],
    ['report', 'Brief on ferry delays', 'Ferry Delays Report'],
    ['release_notes', 'Write release notes for 2.1', 'Ferry 2.1 Release Notes'],
    ['release_notes', 'Write release notes for Ferry 2.1', 'Ferry 2.1 Release Notes'],
  ] as const)('acceptance 17: %s: %s → %s', (type, goal, title) => expect(titleOf(goal, type, 'Ferry')).toBe(title))

  it('bounds the title of a goal that is a page long', () =>
    expect(titleOf(`Describe ${'ferry '.repeat(160)}`, 'report', undefined).length).toBeLessThanOrEqual(200))
})

describe('subjectOf', () => {
  it('is never empty', () => expect([subjectOf('Explain'), subjectOf('Draft …')]).toEqual(['Explain', 'Draft']))
})
