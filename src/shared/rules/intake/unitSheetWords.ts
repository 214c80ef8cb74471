import type { ReturnReason } from '../../domain/case/events';
import { plainText } from './cells';

/** What a column of a unit's daily sheet (每日清单) can be. The last six are for the unit to fill in. */
export const unitSheetFields = [
  'caseNo',
  'title',
  'className',
  'place',
  'role',
  'assignedAt',
  'due',
  'light',
  'urges',
  'task',
  'result',
  'doneAt',
  'by',
  'returned',
  'reason',
  'suggests',
] as const;
export type UnitSheetField = (typeof unitSheetFields)[number];

/** Header words of each column; the first is the one that we write, the others are understood too. */
export const unitSheetHeaders: Readonly<Record<UnitSheetField, readonly [string, ...string[]]>> = {
  caseNo: ['案号', '案卷编号', '案件编号', '编号', '案卷号'],
  title: ['事项', '标题', '主题'],
  className: ['类别', '案件类别', '小类'],
  place: ['地点', '地址', '位置'],
  role: ['主办/协办', '主协办', '角色'],
  assignedAt: ['交办时间', '派发时间', '派遣时间'],
  due: ['时限', '处置时限', '截止时间', '办理时限'],
  light: ['状态灯', '亮灯', '预警'],
  urges: ['催办次数', '催办'],
  task: ['要求', '处置要求'],
  result: ['处置结果', '处理结果', '办理结果', '处置情况', '办理情况'],
  doneAt: ['完成时间', '办结时间', '处置时间'],
  by: ['填报人', '回复人', '经办人'],
  returned: ['是否退单', '退单'],
  reason: ['退单理由', '退回理由', '退单原因', '退回原因'],
  suggests: ['建议单位', '建议改派单位', '建议承办单位'],
};

/** The columns that the unit fills in. */
export const unitFillFields: readonly UnitSheetField[] = [
  'result',
  'doneAt',
  'by',
  'returned',
  'reason',
  'suggests',
];

/** Words for the reasons of a return (退单理由); the first is the one offered in the sheet. */
export const returnReasonWords: readonly (readonly [ReturnReason, readonly [string, ...string[]]])[] = [
  [
    'notOurDuty',
    ['不属本单位职责', '不属职责', '非我单位职责', '职责不符', '不属我单位职责', '不属于本单位职责'],
  ],
  ['notOurArea', ['不在辖区', '不属辖区', '不在本单位辖区', '不属管养范围', '不在管养范围']],
  ['wrongPlace', ['地点有误', '位置不符', '地址不符', '地址有误', '找不到地点', '地点不清']],
  ['needsLead', ['需要牵头单位', '需牵头', '需要统筹', '需上级统筹', '需多家配合']],
  ['other', ['其他', '其它', '其他原因']],
];

/** The reason that a word names, or undefined. */
export function returnReasonOf(text: string): ReturnReason | undefined {
  const plain = plainText(text).replace(/[\s。．.，,；;]/g, '');
  const exact = returnReasonWords.find(([, words]) => words.includes(plain));
  const within =
    exact ??
    returnReasonWords.find(([, words]) => words.some((word) => word.length > 2 && plain.includes(word)));
  return within?.[0];
}
