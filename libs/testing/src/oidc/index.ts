export { startOidcIssuer, type OidcIssuer, type TokenClaims, type TokenForm } from './start-oidc-issuer.ts'
