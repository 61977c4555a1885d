export { createLogin, type Login, type Redirect, type SignedIn } from './login.ts';
export type { LoginFailure, LoginFailureCode } from './login-failure.ts';
export { loginProblems, type LoginOptions } from './login-options.ts';
export type { Session } from './sessions.ts';
