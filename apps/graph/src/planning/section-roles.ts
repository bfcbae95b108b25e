import type { FamilyMember } from './row-family.ts'

/** What a section of a template is for: which sources it prefers, which words look for them, what it shall say. */
export interface SectionRole {
  readonly family: readonly FamilyMember[]
  /** Those of the family that the section is about: they come first. */
  readonly lead?: readonly FamilyMember[]
  /** Rows that would say the opposite of what it is for. */
  readonly bars?: readonly FamilyMember[]
  /** Words that, beside the words of the request, find its sources. */
  readonly intent: string
  /** What the section shall tell, for whoever writes it. */
  readonly prompt: string
}

const overview: readonly FamilyMember[] = ['project', 'topic', 'domain', 'guide', 'document', 'note', 'milestone']
const decisions: readonly FamilyMember[] = ['decision', 'rule', 'preference']
const practice: readonly FamilyMember[] = [
  'pattern',
  'procedure',
  'guide',
  'document',
  'config_file',
  'template',
  'source',
]
const evidence: readonly FamilyMember[] = [
  'claim',
  'event',
  'episode',
  'note',
  'source',
  'error_pattern',
  'rule',
  'procedure',
]
const done: readonly FamilyMember[] = ['task:done', 'epic', 'milestone', 'decision', 'artifact', 'episode']
const ahead: readonly FamilyMember[] = ['task:open', 'epic', 'milestone', 'plan', 'idea']
const risks: readonly FamilyMember[] = ['error_pattern', 'task:blocked', 'claim:unsupported', 'idea', 'rule']

const riskWords = 'risk limit failure gap loss'

export const sectionRoles = {
  Overview: {
    family: overview,
    intent: 'overview purpose introduction architecture',
    prompt: 'What this is, what it is for and how its parts fit together.',
  },
  'Executive Summary': {
    family: overview,
    intent: 'summary goal result impact',
    prompt: 'The few things a reader in a hurry must know, the outcome first.',
  },
  Situation: {
    family: overview,
    intent: 'situation status background current',
    prompt: 'Where things stand and how they came to be so.',
  },
  Scope: { family: overview, intent: 'scope purpose boundary', prompt: 'What is covered and what is not.' },
  'Current State': { family: overview, intent: 'current state status today', prompt: 'Where things stand now.' },
  Orientation: {
    family: overview,
    intent: 'overview purpose introduction',
    prompt: 'What a newcomer needs to find their way.',
  },
  'Key Decisions': {
    family: decisions,
    intent: 'decision chosen alternative because reason',
    prompt: 'What was decided, over which alternatives, and why.',
  },
  'Decisions In Force': {
    family: decisions,
    intent: 'decision chosen rule reason',
    prompt: 'The decisions that hold now, each with its reason.',
  },
  'Implementation Notes': {
    family: practice,
    intent: 'implementation step configuration command interface',
    prompt: 'How it is built and worked with: steps, interfaces, settings.',
  },
  Evidence: { family: evidence, intent: 'evidence result measured observed', prompt: 'What was observed or measured.' },
  Findings: {
    family: evidence,
    intent: 'finding observed cause result',
    prompt: 'What was found, and where it shows.',
  },
  Signals: { family: evidence, intent: 'signal change event observed', prompt: 'What has been observed lately.' },
  Verification: {
    family: evidence,
    intent: 'verification check test result',
    prompt: 'How it was checked, and the outcome.',
  },
  'Completed Work': {
    family: done,
    lead: ['task:done'],
    bars: ['task:open'],
    intent: 'completed done finished shipped',
    prompt: 'What has been finished.',
  },
  Highlights: {
    family: done,
    lead: ['task:done'],
    bars: ['task:open'],
    intent: 'new added improved',
    prompt: 'The changes that matter most to users.',
  },
  'Behavior Changes': {
    family: done,
    lead: ['task:done'],
    bars: ['task:open'],
    intent: 'changed behavior default migration',
    prompt: 'What works differently from before.',
  },
  'Next Milestones': {
    family: ahead,
    lead: ['task:open'],
    bars: ['task:done'],
    intent: 'next plan milestone todo',
    prompt: 'What comes next, in order.',
  },
  'Next Actions': {
    family: ahead,
    lead: ['task:open'],
    bars: ['task:done'],
    intent: 'next action step todo',
    prompt: 'What has to be done next.',
  },
  'Current Work': {
    family: ahead,
    lead: ['task:open'],
    bars: ['task:done'],
    intent: 'current work doing todo',
    prompt: 'What is being worked on.',
  },
  'Risks And Gaps': { family: risks, intent: riskWords, prompt: 'What can go wrong, what is limited or unknown.' },
  'Risks And Open Questions': {
    family: risks,
    intent: `${riskWords} question`,
    prompt: 'What can go wrong and what is still open.',
  },
  'Known Gaps': { family: risks, intent: riskWords, prompt: 'What is missing or limited.' },
  'Gaps And Risks': { family: risks, intent: riskWords, prompt: 'What is missing and what can go wrong.' },
  Gaps: { family: risks, intent: riskWords, prompt: 'What is missing or unknown.' },
  Gotchas: {
    family: risks,
    lead: ['error_pattern'],
    intent: 'pitfall error failure warning',
    prompt: 'What trips people up, and how to avoid it.',
  },
  'Key Artifacts': {
    family: ['artifact', 'document', 'source', 'config_file', 'template'],
    intent: 'artifact document reference',
    prompt: 'The documents and files to know.',
  },
} as const satisfies Record<string, SectionRole>

export type RoleTitle = keyof typeof sectionRoles

/** Roles in which a pinned decision belongs, and those for a pinned task, best first. */
export const decisionRoles: readonly RoleTitle[] = ['Key Decisions', 'Decisions In Force']
export const openWorkRoles: readonly RoleTitle[] = ['Next Milestones', 'Next Actions', 'Current Work']
export const doneWorkRoles: readonly RoleTitle[] = ['Completed Work', 'Highlights', 'Behavior Changes']
