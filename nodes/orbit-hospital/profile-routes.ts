/** What the dialog asks while a profile is edited: is it valid, and which presets are there. Nothing is stored. */
import type { NodeAPI } from 'node-red';
import { PRESETS, parseProfile } from '../lib/millennium/index.ts';
import { sendJson } from '../lib/runtime/problem-response.ts';

export function registerProfileRoutes(RED: NodeAPI): void {
  RED.httpAdmin.post('/orbit/profile/check', RED.auth.needsPermission('orbit-hospital.read'), (request, response) => {
    const parsed = parseProfile(request.body);
    sendJson(response, 200, { issues: parsed.ok ? [] : parsed.issues });
  });
  RED.httpAdmin.get('/orbit/profile/presets', RED.auth.needsPermission('orbit-hospital.read'), (_request, response) => {
    sendJson(response, 200, PRESETS);
  });
}
