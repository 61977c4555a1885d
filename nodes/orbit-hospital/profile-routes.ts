/** What the dialog asks while a profile is edited: is it valid, which presets are there, and what it is as a file. Nothing is stored. */
import type { NodeAPI } from 'node-red';
import { PRESETS, parseProfile, profileFile, readProfileFile } from '../lib/millennium/index.ts';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';

export function registerProfileRoutes(RED: NodeAPI): void {
  RED.httpAdmin.post('/orbit/profile/check', RED.auth.needsPermission('orbit-hospital.read'), (request, response) => {
    const parsed = parseProfile(request.body);
    sendJson(response, 200, { issues: parsed.ok ? [] : parsed.issues });
  });
  RED.httpAdmin.get('/orbit/profile/presets', RED.auth.needsPermission('orbit-hospital.read'), (_request, response) => {
    sendJson(response, 200, PRESETS);
  });
  RED.httpAdmin.post('/orbit/profile/export', RED.auth.needsPermission('orbit-hospital.read'), (request, response) => {
    const { hospital, profile } = (request.body ?? {}) as { hospital?: unknown; profile?: unknown };
    if (typeof hospital !== 'string' || typeof profile !== 'object' || profile === null) {
      sendProblem(response, { status: 400, title: 'Not a profile' });
      return;
    }
    sendJson(response, 200, profileFile(hospital, profile as Record<string, unknown>));
  });
  RED.httpAdmin.post('/orbit/profile/import', RED.auth.needsPermission('orbit-hospital.read'), (request, response) => {
    sendJson(response, 200, readProfileFile(request.body));
  });
}
