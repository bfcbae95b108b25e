import type { OutputType } from '@synthwright/contracts'
import type { RoleTitle } from './section-roles.ts'

interface TemplateSection {
  readonly title: RoleTitle
  /** Kept even without a source, as a gap. */
  readonly core: boolean
}

export interface Template {
  readonly sections: readonly TemplateSection[]
  /** How many sections stand before the topics. */
  readonly topicsAfter: number
  /** Depths at which topics are made; none for a template of fixed headings. */
  readonly topicsAt: readonly ('standard' | 'deep')[]
}

const core = (title: RoleTitle): TemplateSection => ({ title, core: true })
const optional = (title: RoleTitle): TemplateSection => ({ title, core: false })

export const templates: Record<OutputType, Template> = {
  documentation: {
    sections: [
      core('Overview'),
      optional('Key Decisions'),
      optional('Implementation Notes'),
      optional('Risks And Gaps'),
    ],
    topicsAfter: 1,
    topicsAt: ['standard', 'deep'],
  },
  report: {
    sections: [core('Executive Summary'), core('Evidence'), optional('Risks And Gaps')],
    topicsAfter: 2,
    topicsAt: ['standard', 'deep'],
  },
  briefing: {
    sections: [core('Situation'), optional('Signals'), core('Next Actions')],
    topicsAfter: 2,
    topicsAt: ['deep'],
  },
  roadmap: {
    sections: [
      core('Current State'),
      optional('Completed Work'),
      core('Next Milestones'),
      optional('Risks And Open Questions'),
    ],
    topicsAfter: 1,
    topicsAt: ['deep'],
  },
  release_notes: {
    sections: [core('Highlights'), optional('Behavior Changes'), optional('Verification'), optional('Known Gaps')],
    topicsAfter: 1,
    topicsAt: ['deep'],
  },
  audit_packet: {
    sections: [core('Scope'), core('Findings'), core('Evidence'), optional('Gaps And Risks')],
    topicsAfter: 3,
    topicsAt: ['deep'],
  },
  handbook: {
    sections: [
      core('Orientation'),
      core('Decisions In Force'),
      core('Current Work'),
      core('Gotchas'),
      core('Key Artifacts'),
    ],
    topicsAfter: 5,
    topicsAt: [],
  },
  custom: {
    sections: [core('Overview'), optional('Evidence'), optional('Gaps')],
    topicsAfter: 1,
    topicsAt: ['standard', 'deep'],
  },
}
