import assert from 'node:assert/strict';
import { readSeparators, SEPARATORS } from '../../../nodes/lib/hl7/separators.ts';

describe('the separators of a message', () => {
  it('are those its header names', () => {
    assert.deepEqual(readSeparators('MSH#*!/%#A'), {
      field: '#',
      component: '*',
      repetition: '!',
      escape: '/',
      subcomponent: '%',
    });
    assert.equal(readSeparators('MSH|^~\\&|A'), SEPARATORS);
  });

  it('are read from a header that ends after them, blanks or not', () => {
    assert.equal(readSeparators('MSH|^~\\&'), SEPARATORS);
    assert.equal(readSeparators('MSH|^~\\& '), SEPARATORS);
    assert.equal(readSeparators('MSH|^~\\& |A'), SEPARATORS);
    assert.equal(readSeparators('MSH#^~\\&#A')?.field, '#');
  });

  it('may have the truncation character of later versions behind them', () => {
    assert.equal(readSeparators('MSH|^~\\&#|A'), SEPARATORS);
  });

  it('are the recommended ones where the header names fewer', () => {
    assert.deepEqual(readSeparators('MSH||A'), SEPARATORS);
    assert.deepEqual(readSeparators('MSH|*|A'), { ...SEPARATORS, component: '*' });
    assert.deepEqual(readSeparators('MSH|*!|A'), { ...SEPARATORS, component: '*', repetition: '!' });
  });

  it('are none when the text does not begin with a header', () => {
    for (const text of ['', 'MSH', 'PID|^~\\&|A', 'xMSH|^~\\&|', 'mSH|^~\\&|A']) {
      assert.equal(readSeparators(text), undefined, text);
    }
  });

  it('are none when there are too many, one has two roles, or one is an ordinary character', () => {
    for (const text of ['MSH|^~\\&#$|A', 'MSH|^~^&|A', 'MSHX^~\\&X', 'MSH|^~x&|A', 'MSH|^~"&|A', 'MSH #~\\& A']) {
      assert.equal(readSeparators(text), undefined, text);
    }
  });
});
