import { rejects } from './problem-meaning';

/** Why an import has ended that nothing was wrong with as a file. */
export const END_PROBLEMS = {
  UPLOAD_EXPIRED: rejects(
    ({ hours }) => `等待文件上传超过 ${hours} 小时，导入已取消；请重新创建导入。`,
    ({ hours }) => `Its file did not come within ${hours} hours; open another import.`,
  ),
  CONFIRMATION_EXPIRED: rejects(
    ({ days }) => `核对后 ${days} 天内未确认，导入已取消，未写入任何数据；请重新上传文件。`,
    ({ days }) =>
      `It was not confirmed within ${days} days of being checked; nothing was written. Send the file anew.`,
  ),
  CHECKING_FAILED: rejects(
    ({ attempts }) =>
      `核对时服务器连续出错 ${attempts} 次，已停止，未写入任何数据。请联系管理员（错误已记入日志），之后重新导入该文件。`,
    ({ attempts }) =>
      `The server failed ${attempts} times to check it and has given up; nothing was written. Tell an administrator, whose log says why; then import the file anew.`,
  ),
  WRITING_FAILED: rejects(
    ({ attempts, written, left }) =>
      `写入时服务器连续出错 ${attempts} 次，已停止：已写入 ${written} 行，尚有 ${left} 行未处理。请联系管理员（错误已记入日志），之后再次确认即可从断点继续。`,
    ({ attempts, written, left }) =>
      `The server failed ${attempts} times to write it and has given up: ${written} rows are written, ${left} are left. Tell an administrator, whose log says why; then confirm it again, and it goes on where it stopped.`,
  ),
};
