/** JSONata as Node-RED ships it, with one function of ours, for the rules of a flow. */
import type { Node, NodeAPI } from 'node-red';

export interface Expressions {
  isExpression(text: string): boolean;
  /** Rejects when the expression fails. `$field('PV1-10')` in it calls `field`. */
  evaluate(text: string, subject: object, field: (path: string) => string | undefined): Promise<unknown>;
}

/** @param node whose context and environment the expressions may read; without one they read none */
export function expressionsOf(RED: NodeAPI, node?: Node): Expressions {
  const prepare = (text: string): ReturnType<typeof RED.util.prepareJSONataExpression> =>
    // Node-RED asks itself whether there is a node; only its types do not know.
    RED.util.prepareJSONataExpression(text, node as unknown as Node);
  return {
    isExpression(text) {
      try {
        prepare(text);
        return text.trim() !== '';
      } catch {
        return false;
      }
    },
    // Prepared anew each time: a prepared expression holds its functions, and two messages may be under way at once.
    evaluate: (text, subject, field) =>
      new Promise((resolve, reject) => {
        const expression = prepare(text);
        expression.assign('field', (path: unknown) => (typeof path === 'string' ? field(path) : undefined));
        RED.util.evaluateJSONataExpression(expression, { ...subject }, (error, result: unknown) => {
          if (error === null) resolve(result);
          else reject(error);
        });
      }),
  };
}
