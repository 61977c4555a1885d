/** HTTP answers of the suite: JSON, and `application/problem+json` (RFC 9457) for everything that went wrong. Nothing of the request is echoed. */
import type { ServerResponse } from 'node:http';

export interface ProblemDetails {
  status: number;
  title: string;
  /** What to do about it. */
  detail?: string;
  /** Stable, for programs. */
  code?: string;
  errors?: readonly { pointer: string; message: string }[];
  caseId?: string;
  controlId?: string;
  retryAfterS?: number;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

export function sendProblem(response: ServerResponse, problem: ProblemDetails): void {
  const { retryAfterS, ...details } = problem;
  const text = JSON.stringify({ type: 'about:blank', ...details });
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) }),
    ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
  response.end(text);
}
