import { brokerShape, serviceShape, setting, storeShape } from '@synthwright/config'
import { z } from 'zod'
import { parseApiKey } from './identity/api-key.ts'

export const GatewayConfig = z
  .object({
    ...serviceShape,
    ...brokerShape,
    ...storeShape,
    FIRST_API_KEY: setting.secret({
      description: 'API key of the first administrator, made when the database is empty; production needs it then',
      default: null,
    }),
    AUTH_SECRET: setting.secret({
      description:
        'What tokens are signed with, the same for all replicas; outside production one is drawn and kept unless set',
      default: null,
      minLength: 32,
      requiredInProduction: true,
    }),
    SIGNUP: setting.oneOf(['open', 'invite'], {
      description: 'Who may create an account: anybody, or whoever has an invitation',
      default: 'open',
      productionDefault: 'invite',
    }),
    ALLOWED_ORIGINS: setting.text({
      description:
        'Origins, separated by commas, whose pages may write with a cookie, besides the address of the gateway',
      default: null,
    }),
    OIDC_ISSUER: setting.url({
      description: 'Issuer of OIDC tokens that sign in, as its tokens name it; none unless set',
      default: null,
    }),
    OIDC_AUDIENCE: setting.text({
      description: 'Audience that tokens of the issuer must be for; needed when there is an issuer',
      default: null,
    }),
    OIDC_TEAM_CLAIM: setting.text({
      description: 'Claim that holds the slug of the organisation; without it a user of several cannot sign in by OIDC',
      default: null,
    }),
    SMTP_URL: setting.secret({
      description:
        'Mail server that invitations and proofs of addresses go out by, as smtp:// or smtps:// with user and ' +
        'password; without one whoever invites hands the invitation over',
      default: null,
    }),
    MAIL_FROM: setting.text({
      description: 'Sender of that mail; needed when there is a mail server',
      default: null,
    }),
    PUBLIC_URL: setting.url({
      description: 'Address under which people reach the gateway, as mail names it; needed when there is a mail server',
      default: null,
    }),
    DRAFT_DEADLINE_MS: setting.durationMs({
      description: 'How long a draft or a verification may be waited for before the answer is 202',
      default: 60_000,
      min: 100,
    }),
    IDEMPOTENCY_LEASE_MS: setting.durationMs({
      description:
        'How long a request with an Idempotency-Key may be silent before another call takes it over; it is renewed four ' +
        'times as often, so that this is how long a repetition waits when a gateway died',
      default: 5_000,
      min: 100,
    }),
    RIGHTS_LAST_MS: setting.durationMs({
      description:
        'How long an answer that takes long, and an open event stream, may rest on rights that were checked before',
      default: 3_000,
      min: 100,
    }),
    WAITING_PER_USER: setting.integer({
      description: 'Drafts and verifications of one user that may be waited for at once, per replica',
      default: 100,
      min: 1,
    }),
    WAITING_PER_TEAM: setting.integer({
      description: 'The same for all users of a team together',
      default: 400,
      min: 1,
    }),
    EVENT_STREAMS_PER_USER: setting.integer({
      description: 'Event streams of one user that may be open at once, per replica',
      default: 100,
      min: 1,
    }),
    EVENT_STREAMS_PER_TEAM: setting.integer({
      description: 'The same for all users of a team together',
      default: 400,
      min: 1,
    }),
    REQUESTS_AT_ONCE: setting.integer({
      description: 'Requests worked on at once, event streams and waiting ones included, per replica',
      default: 2_000,
      min: 1,
    }),
    REQUESTS_AT_ONCE_PER_USER: setting.integer({
      description: 'The same for one user',
      default: 500,
      min: 1,
    }),
    BODY_BYTES_AT_ONCE: setting.integer({
      description: 'Bytes of request bodies that are received or worked on at once, per replica',
      default: 134_217_728,
      min: 33_554_432,
    }),
    BODY_BYTES_AT_ONCE_PER_USER: setting.integer({
      description: 'The same for one user',
      default: 67_108_864,
      min: 33_554_432,
    }),
    CONNECTIONS: setting.integer({
      description: 'Connections open at once, per replica',
      default: 5_000,
      min: 1,
    }),
    SIGN_INS_AT_ONCE: setting.integer({
      description: 'Passwords hashed at once to sign up or in, per replica',
      default: 2,
      min: 1,
    }),
    SIGN_INS_WAITING: setting.integer({
      description: 'How many more may wait for that, every address in turn',
      default: 200,
      min: 1,
    }),
    SIGN_INS_WAITING_PER_ADDRESS: setting.integer({
      description: 'How many of them from one address; behind a proxy TRUSTED_PROXIES tells addresses apart',
      default: 50,
      min: 1,
    }),
    HIDDEN_COUNTS_PER_MINUTE: setting.integer({
      description:
        'Plans and drafts a minute of one user that tell of sources hidden from them, per replica; beyond them neither ' +
        'is answered',
      default: 60,
      min: 1,
    }),
    REQUESTS_PER_MINUTE: setting.integer({
      description: 'Requests a minute of one user, per replica; no limit unless set',
      default: null,
      min: 1,
    }),
    FAILED_SIGN_INS_PER_MINUTE: setting.integer({
      description: 'Credentials a minute from one address that may be wrong, per replica; no limit unless set',
      default: null,
      min: 1,
    }),
    AUTH_REQUESTS_PER_MINUTE: setting.integer({
      description:
        'Requests a minute from one address to sign up, sign in or refresh, per replica; no limit unless set',
      default: null,
      min: 1,
    }),
    TRUSTED_PROXIES: setting.integer({
      description: 'How many proxies stand in front, each adding the address it was asked from to X-Forwarded-For',
      default: 0,
      max: 10,
    }),
    ENGINE_PROBE: setting.oneOf(['on', 'off'], {
      description: 'On serves POST /internal/probe, which measures the run engine; production refuses it',
      default: 'off',
    }),
  })
  .superRefine(({ FIRST_API_KEY, ENGINE_PROBE, OIDC_ISSUER, OIDC_AUDIENCE, NODE_ENV, ...mail }, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message })
    if (FIRST_API_KEY !== null && !parseApiKey(FIRST_API_KEY))
      refuse('FIRST_API_KEY', 'must be sk_live_ or sk_test_ followed by at least 32 random letters, digits, - or _')
    if (OIDC_ISSUER !== null && OIDC_AUDIENCE === null) refuse('OIDC_AUDIENCE', 'must be set with OIDC_ISSUER')
    if (OIDC_ISSUER?.startsWith('http:') && NODE_ENV === 'production')
      refuse('OIDC_ISSUER', 'must use https in production')
    if (mail.SMTP_URL !== null) {
      if (!/^smtps?:\/\/./.test(mail.SMTP_URL)) refuse('SMTP_URL', 'must start with smtp:// or smtps://')
      if (mail.MAIL_FROM === null) refuse('MAIL_FROM', 'must be set with SMTP_URL')
      if (mail.PUBLIC_URL === null) refuse('PUBLIC_URL', 'must be set with SMTP_URL')
    }
    if (ENGINE_PROBE === 'on' && NODE_ENV === 'production') refuse('ENGINE_PROBE', 'must be off in production')
  })
export type GatewayConfig = z.output<typeof GatewayConfig>
