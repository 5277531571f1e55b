"""What sellers do to Chinese words: other characters of the same sound or shape, masks, gaps.

The tables are short and our own: characters that stand in names of brands and in words about
copies, and what is written for them on markets.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from counterfeit_nlp.attacks.words import HAN_WORD, below, change_words, drawn
from counterfeit_nlp.text.language import HAN

__all__ = ["GAPS", "MASKS", "TABLES", "house", "in_table", "masked", "separated"]

# Simplified and traditional, side by side
_TRADITIONAL = """
爱愛 奥奧 贝貝 笔筆 边邊 标標 宾賓 补補 布佈 彩綵 层層 产產 长長 厂廠 车車 尘塵 衬襯 冲衝 宠寵 处處
传傳 创創 纯純 达達 带帶 单單 当當 灯燈 点點 电電 订訂 东東 独獨 对對 兑兌 顿頓 儿兒 发發 范範 飞飛
费費 丰豐 风風 复復 该該 盖蓋 刚剛 钢鋼 个個 给給 购購 顾顧 关關 观觀 馆館 广廣 规規 贵貴 国國 过過
韩韓 号號 红紅 后後 护護 华華 画畫 话話 环環 换換 黄黃 货貨 机機 级級 极極 际際 继繼 价價 简簡 间間
件件 讲講 奖獎 胶膠 脚腳 节節 结結 紧緊 进進 经經 晶晶 净淨 镜鏡 举舉 据據 开開 课課 库庫 裤褲 宽寬
蓝藍 劳勞 乐樂 类類 离離 里裡 丽麗 联聯 恋戀 链鏈 凉涼 两兩 疗療 灵靈 龙龍 楼樓 芦蘆 罗羅 络絡 绿綠
马馬 码碼 买買 卖賣 满滿 门門 们們 梦夢 绵綿 面麵 灭滅 难難 内內 鸟鳥 宁寧 诺諾 欧歐 盘盤 配配 铺鋪
齐齊 气氣 钱錢 枪槍 亲親 轻輕 请請 庆慶 区區 权權 确確 让讓 热熱 认認 软軟 润潤 赛賽 伞傘 色色 设設
绅紳 圣聖 师師 时時 实實 识識 势勢 饰飾 试試 书書 树樹 双雙 丝絲 苏蘇 岁歲 损損 台臺 弹彈 体體 条條
铁鐵 听聽 统統 图圖 团團 外外 网網 卫衛 为為 围圍 稳穩 无無 戏戲 系係 细細 线線 显顯 现現 鲜鮮 项項
销銷 鞋鞋 写寫 兴興 选選 学學 寻尋 压壓 亚亞 严嚴 样樣 药藥 页頁 业業 医醫 仪儀 艺藝 银銀 饮飲 赢贏
优優 邮郵 鱼魚 员員 圆圓 远遠 运運 杂雜 脏髒 则則 择擇 责責 赠贈 张張 这這 针針 阵陣 证證 织織 执執
纸紙 质質 钟鐘 种種 众眾 转轉 装裝 状狀 专專 庄莊 资資 总總 组組 钻鑽 驰馳 仿倣 迪廸 历歷 纪紀 梵梵
顶頂 积積 绝絕 录錄 轮輪 缝縫 绣繡 绒絨 检檢 测測 验驗 腾騰 费費 浓濃 谢謝 顺順 蕾蕾 维維 纳納 万萬
"""

# A character and another of the same or nearly the same sound
_SAME_SOUND = """
古谷 驰池 香湘 奈耐 儿尔 路鹿 易益 威薇 登蹬 耐奈 克刻 阿啊 迪笛 达答 斯丝 普朴 拉啦 爱艾 马玛 仕士
劳捞 力利 士仕 卡咖 地弟 亚娅 宝保 格阁 丽莉 蒂缔 芬纷 尼妮 巴芭 黎璃 世视 家嘉 圣胜 罗洛 兰蓝 欧鸥
米咪 茄加 海嗨 蔻寇 驴律 匡筐 威葳 浪琅 琴勤 积绩 皇凰 理里 高糕 仿访 原源 单丹 顶鼎 级集 精晶 复付
刻克 微薇 信芯 正证 品拼 专砖 柜贵 货获 版板 超抄 真针 假贾 尾伟 包胞 表婊 鞋协 代带 购够 质制 奢赊
牌排 名茗 厂场 直值 销消 渠取 道到 外歪 贸茂 莆蒲 田甜 新心 款欸 裤酷 衣依 腕碗 钱浅 香乡 水税
"""

# A character and how it sounds, as it is typed
_PINYIN = """
古gu 驰chi 香xiang 奈nai 儿er 路lu 易yi 威wei 登deng 耐nai 克ke 阿a 迪di 达da 斯si 普pu 拉la 爱ai
马ma 仕shi 劳lao 力li 士shi 卡ka 地di 亚ya 宝bao 格ge 丽li 蒂di 芬fen 尼ni 巴ba 黎li 世shi 家jia
圣sheng 罗luo 兰lan 欧ou 米mi 茄qie 浪lang 琴qin 高gao 仿fang 原yuan 单dan 顶ding 级ji 精jing 复fu
刻ke 微wei 信xin 正zheng 品pin 专zhuan 柜gui 货huo 版ban 超chao 真zhen 假jia 包bao 表biao 鞋xie
代dai 购gou 质zhi 奢she 牌pai 名ming 厂chang 直zhi 销xiao 外wai 贸mao 莆pu 田tian 奥ao 莱lai 纪ji
梵fan 希xi 思si 雅ya 诗shi 黛dai 兰lan 蔻kou 新xin 百bai 伦lun 匡kuang 彪biao 特te 安an 德de 玛ma
"""

# A character that is written as its two halves, side by side
_HALVES = """
仿亻方 伦亻仑 驰马也 腕月宛 饰饣布 鞋革圭 码石马 好女子 明日月 期其月 信亻言 你亻尔 加力口 刻亥刂
顶丁页 级纟及 精米青 织纟只 时日寸 的白勺 硬石更 现王见 独犭虫 钻钅占 银钅艮 链钅连 绣纟秀 纯纟屯
绒纟戎 牌片卑 版片反 私禾厶 物牜勿 联耳关 林木木 欧区欠 群君羊 购贝勾 路足各 阿阝可 妮女尼 姐女且
妹女未 配酉己 料米斗 科禾斗 和禾口 松木公 格木各 样木羊 标木示 裤衤库 衬衤寸 衫衤彡 帽巾冒 钱钅戋
银钅艮 针钅十 证讠正 话讠舌 请讠青 让讠上 语讠吾 谢讠射 红纟工 细纟田 给纟合 结纟吉 绿纟录 蔻艹寇
迪辶由 达辶大 送辶关 进辶井 运辶云 过辶寸 选辶先 代亻弋 仕亻士 保亻呆 值亻直 位亻立 低亻氐 价亻介
"""

# Names and what buyers call the house
_HOUSES = """
古驰 香奈儿 路易威登 迪奥 普拉达 爱马仕 劳力士 卡地亚 阿迪达斯 耐克 巴黎世家 圣罗兰 芬迪
纪梵希 宝格丽 蒂芙尼 欧米茄 浪琴 范思哲 华伦天奴 博柏利 葆蝶家 罗意威 思琳 赛琳 蔻驰 万国 百达翡丽
江诗丹顿 积家 迈克高仕 托里伯奇 雨果博斯 阿玛尼 新百伦 匡威 彪马
亚瑟士 安德玛 北面 始祖鸟 加拿大鹅 蒙口 巴宝莉 宇舶 沛纳海
"""


def _singles(rows: str) -> dict[str, str]:
    """``"古gu 驰chi"`` as a mapping; a character that stands for itself is left out."""
    return {pair[0]: pair[1:] for pair in rows.split() if pair[0] != pair[1:]}


TABLES: dict[str, dict[str, str]] = {
    "traditional": _singles(_TRADITIONAL),
    "homophones": _singles(_SAME_SOUND),
    "pinyin": _singles(_PINYIN),
    "halves": _singles(_HALVES),
}
MASKS: dict[str, tuple[str, ...]] = {
    "han_star": ("*", "\uff0a"),
    "han_tilde": ("\uff5e", "~"),
}
GAPS: dict[str, tuple[str, ...]] = {
    "han_spaced": (" ",),
    "han_dotted": ("\u00b7", ".", "\u2022", "-"),
}

_PAIR_OR_MORE = re.compile(f"[{HAN}]{{2,}}")
_HOUSE = re.compile("|".join(sorted(_HOUSES.split(), key=lambda name: (-len(name), name))))


@cache
def _able(table: str) -> re.Pattern[str]:
    return re.compile("[" + "".join(TABLES[table]) + "]")


def in_table(text: str, rng: np.random.Generator, strength: float, *, table: str) -> str:
    """Replace a share of the characters that a table has.

    Traditional characters go one by one. Of a run of Han characters, the other tables replace at
    most every second one: who writes all of them otherwise is not understood any more.
    """
    mapping = TABLES[table]
    places: list[tuple[int, int]] = []
    for match in _able(table).finditer(text):
        if table == "traditional" or not places or match.start() > places[-1][1]:
            places.append(match.span())
    pieces, at = [], 0
    for start, end in drawn(places, rng, strength):
        pieces += [text[at:start], mapping[text[start]]]
        at = end
    return "".join(pieces) + text[at:]


def masked(text: str, rng: np.random.Generator, strength: float, *, mask: str) -> str:
    """Hide one character of a Chinese word (a key of ``MASKS``): ``迪*``, ``普拉～``."""
    marks = MASKS[mask]

    def change(word: str, draw: np.random.Generator) -> str:
        at = 1 + below(len(word) - 1, draw)
        return word[:at] + marks[below(len(marks), draw)] + word[at + 1 :]

    return change_words(text, rng, strength, change, HAN_WORD)


def separated(text: str, rng: np.random.Generator, strength: float, *, gap: str) -> str:
    """Put spaces or dots between Han characters (a key of ``GAPS``)."""
    gaps = GAPS[gap]
    runs = [match.span() for match in _PAIR_OR_MORE.finditer(text)]
    pieces, at = [], 0
    for start, end in drawn(runs, rng, strength):
        one = gaps[below(len(gaps), rng)]
        pieces += [text[at:start], one.join(text[start:end])]
        at = end
    return "".join(pieces) + text[at:]


def house(text: str, rng: np.random.Generator, strength: float) -> str:
    """Write the first character and 家, "house of", for the name of a brand: ``古家``."""
    places = [match.span() for match in _HOUSE.finditer(text)]
    pieces, at = [], 0
    for start, end in drawn(places, rng, strength):
        pieces += [text[at:start], f"{text[start]}家"]
        at = end
    return "".join(pieces) + text[at:]
