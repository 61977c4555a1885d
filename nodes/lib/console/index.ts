export { OPERATOR_ROUTES, type ApiAnswer, type ApiRequest, type OperatorRoute } from './operator-routes.ts';
export { carryOut, type CommandRequest } from './carry-out.ts';
