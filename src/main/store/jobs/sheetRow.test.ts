import { describe, expect, it } from 'vitest';
import { placeWords } from './sheetRow';

describe('the words of a complaint that name its place', () => {
  it.each([
    ['推双胞胎车每次要请路人帮忙抬，珠江公园西门。', '珠江公园', '珠江公园西门'],
    ['海月路刚铺一年的路面又翻起来', '海月路', '海月路'],
    ['花城大道 56 号对出人行道有积水', '花城大道', '花城大道 56 号对出'],
    ['冼村地铁站B口摆卖', '冼村地铁站', '冼村地铁站B口'],
    ['花城大道和华夏路交界', '花城大道华夏路口', '花城大道华夏路口'],
    ['', '马场路', '马场路'],
  ])('%s', (content, matched, words) => {
    expect(placeWords(content, matched)).toBe(words);
  });
});
