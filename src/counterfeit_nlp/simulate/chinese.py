"""The Chinese of the simulated market: how titles are worded.

All sentences are ours. Templates follow ``grammar.expand``; the keys of ``_CUES``
and ``_TITLES`` are kinds (``kinds.KINDS``). Honest kinds use the words of the
infringing ones on purpose (复刻 for reissues, 仿皮, 外贸原单, 非高仿), because real sellers do.
"""

from __future__ import annotations

from counterfeit_nlp.simulate.chinese_descriptions import (
    CLAIMS,
    PADDING,
    PLAIN_SPEC,
    SERVICE,
    SHIPPING,
    SPEC,
)
from counterfeit_nlp.simulate.wording import Wording

__all__ = ["CHINESE", "MIXED_ORDERS"]

_WORDS: dict[str, tuple[str, ...]] = {
    "colour": (
        "黑色", "白色", "红色", "藏青", "米色", "棕色", "灰色", "粉色", "绿色", "蓝色", "黑白",
        "奶白", "酒红", "军绿", "卡其", "黄色", "银色", "金色", "浅蓝", "深棕", "焦糖色", "紫色", "裸色",
    ),
    "gender": ("男", "女", "男女同款", "男士", "女士", "情侣", "男款", "女款", "中性"),
    "season": ("2022", "2023新款", "2024", "秋冬", "春夏", "夏季", "冬季", "今年新款"),
    "place": (
        "杭州", "成都", "上海", "北京", "武汉", "广州", "深圳", "香港", "东京", "义乌", "米兰",
        "莆田", "大阪", "苏州", "青岛", "宁波", "重庆", "西安", "温州", "厦门", "长沙",
    ),
    "days": ("1-2", "2-3", "3-5", "5-7", "7-12", "7-15"),
    "courier": ("顺丰", "中通", "圆通", "邮政", "韵达", "EMS", "德邦"),
    "noun": (
        "保温杯", "瑜伽垫", "台灯", "手机支架", "厨房秤", "浴帘", "收纳盒", "毛巾", "狗窝", "花盆",
        "挂钟", "马克杯", "砧板", "工具箱", "相框", "枕套", "电脑包", "雨伞", "饭盒", "床单", "地垫",
        "颈枕", "插线板", "灯带", "理线器", "螺丝刀", "发夹", "护腕", "鱼竿", "猫爬架", "调料架",
        "笔记本", "袜子", "打底裤", "帆布包", "书包", "墨镜", "手表", "耳环", "运动鞋", "卫衣", "钱包",
    ),
    "feature": (
        "折叠", "防水", "不锈钢", "可调节", "便携", "加厚", "无线", "竹制", "纯棉", "防滑", "充电式",
        "大号", "小号", "迷你", "双层", "环保", "柔软", "轻便", "磁吸", "硅胶", "陶瓷", "高颜值",
    ),
    "use": (
        "家用", "厨房用", "办公", "儿童", "旅行", "健身", "园艺", "车载", "卧室", "户外", "送礼",
        "学生", "宿舍", "",
    ),
    "count": ("2个装", "4只", "三件套", "1个", "六支装", "10片", "", "", "单只"),
    "maker": (
        "沐禾里", "云栖木", "朗逸达", "佳宜尚", "米朵朵", "青柚家", "拓野", "维尔朗", "舒奈克", "安可马",
        "花间集", "顺意福", "北岸", "简木", "佰斯利", "香柏儿",
    ),
    "car": (
        "法拉利F40", "保时捷911", "宝马M3", "福特野马", "丰田Supra", "兰博基尼", "奔驰300SL", "路虎卫士",
        "大众甲壳虫", "奥迪R8",
    ),
    "scale": ("1:18", "1:24", "1:43", "1:32", "1/18", "1:64", "1比12"),
    "show": ("星际骑士", "海盗传说", "魔法学院", "龙王", "机甲巡逻", "侦探", "武侠剧", "仙侠", "古装剧"),
    "prop": ("宝剑", "头盔", "光剑", "魔杖", "匕首", "盾牌", "面具", "戒指", "令牌", "皇冠", "斧头"),
    "weapon": ("玩具枪", "水弹枪", "软弹枪", "木剑", "塑料武士刀", "训练手雷", "玩具步枪"),
    "band": ("皇后乐队", "披头士", "绿洲", "ABBA", "平克弗洛伊德", "Beyond"),
    "character": (
        "米奇", "凯蒂猫", "皮卡丘", "蜘蛛侠", "史迪奇", "史努比", "艾莎公主", "蝙蝠侠", "小猪佩奇",
        "海绵宝宝", "哆啦A梦", "玲娜贝儿",
    ),
    "merch": ("T恤", "马克杯", "贴纸", "手机壳", "蛋糕插件", "卫衣", "保温杯", "钥匙扣", "生日布置",
              "儿童睡衣", "书包", "雨伞"),
    "part": (
        "手机壳", "表带", "钢化膜", "数据线", "保护套", "内胆包", "耳机套", "充电器", "腕带", "贴膜",
        "支架", "鞋带", "鞋垫", "电池", "滤芯", "防尘袋", "链条", "底座", "包撑", "肩带",
    ),
    "grade": ("1:1", "顶级", "AAA", "1比1", "7A级", "高端", "A货", "超A", "顶配"),
    "copy": ("高仿", "精仿", "复刻", "仿品", "仿版", "一比一复刻", "超高仿", "原版复刻"),
    "contact": (
        "微信seller-demo-{digits}", "加V seller-demo-{digits}", "vx: demo{digits}",
        "薇信 seller-demo-{digits}", "扣扣 555-01{two}", "wx demo-shop-{digits}",
    ),
    "puff": (
        "新款", "爆款", "包邮", "现货", "热卖", "特价", "限量", "百搭", "时尚", "潮流", "网红", "ins风",
        "高级感", "小众", "正品", "官方", "专柜正品", "品牌", "轻奢", "大牌", "同款", "明星同款", "经典",
        "送礼", "礼盒装", "高品质", "好物", "新品", "清仓", "秒杀", "厂家直销", "2024新款", "直播同款",
        "带盒子", "全新", "韩版",
    ),
}  # fmt: skip

_ORDERS = (
    "{brand}{product} {model} {colour} {size}",
    "{brand} {model} {gender} {product} {colour}",
    "{brand}{season}{gender}{product}{material}{model}",
    "{brand} {ref} {model}{product} {size}",
    "{product}{gender}{brand}{model}{colour}{size}",
    "{gender}{brand}{product} {model} {material}",
    "{brand} {model} {colour}{size}",
    "{season}{brand}{model}{product}{colour}",
    "{brand}{product}{material}{colour}{gender}{model}{size}",
    "{brand} {model}系列 {product} {ref}",
    "{model}{product} {colour} {size}",
    "{brand}/{brand_other} {model} {product}{colour}",
    "{brand} | {product} | {model} {colour} {size}",
    "{colour}{product}{brand}{model}",
)

MIXED_ORDERS = (
    "{brand_other} {model} {product_other} {brand}{product} {colour}",
    "{brand_other}{brand} {model} {product} {size} {product_other}",
    "{brand}{product} {brand_other} {product_other} {colour_other} {size}",
    "{brand_other} {product_other} {model} {colour}{size} {product}",
)

_CUES: dict[str, tuple[str, ...]] = {
    "retail": ("", "", "", "", "[国行|正品保证|全国联保]", "[未拆封|吊牌齐全]", "官方授权"),
    "authorised_dealer": (
        "", "", "", "[授权店|授权经销商|官方授权]", "[支持专柜验货|假一赔十]", "全套[发票|保卡]",
        "[拒绝高仿|实体店|可验货|谨防A货|官方保修]", "专柜[正品|同步]", "", "[全套|礼盒]", "", "序列号可查",
    ),
    "outlet": (
        "", "[奥莱|奥特莱斯]", "[断码|清仓|断码清仓]", "[过季|去年款]", "[5折|4折|特价]", "样品",
        "微瑕", "[尾货|库存]",
    ),
    "second_hand": (
        "[二手|闲置|中古]", "[九成新|95新|8成新]", "[自用|闲置转让|转卖]", "[非高仿|不是高仿|一手自用|个人闲置|急出]",
        "[专柜购入|有小票]", "[保真|保正品|假一赔十]", "[vintage|中古]", "[仅试穿|穿过两次]", "[八成新|有使用痕迹]", "[无盒|裸包|缺盒子]", "",
        "[拒绝假货|支持鉴定|可鉴定|可面交]", "正品[二手|闲置]",
    ),
    "parallel_import": (
        "", "[代购|海外代购|日本代购]", "[美版|日版|港版|欧版]", "[免税店|直邮]", "[现货|人肉背回]",
        "[专柜|机场免税]购入",
    ),
    "reissue": (
        "[复刻|复古]", "[官方复刻|经典复刻|复古款]", "[复古|元年复刻]", "[1985|1978][复刻|复刻款]",
        "[周年|限定]复刻", "原版复刻",
    ),
    "replica_open": (
        "{copy}", "{grade}{copy}", "{copy}{grade}", "[顶级|高端]{copy}", "[一比一|1:1]{copy}", "A货",
        "[超A|顶级A货]", "[原版|原厂]{copy}", "仿[真|牌]{grade}", "{copy}[可过检|可验]",
    ),
    "replica_coded": (
        "{grade}", "{grade}[品质|版本]", "{grade}[原单|纯原]", "[原单|外贸原单|原单尾货]", "[纯原|公司级|G版]", "[莆田|莆田系]", "[过验|可过专柜|过检]",
        "[同厂|同材质|代工厂]", "[工厂货|一手货源]", "[高版本|最高版本|顶级版本]", "[跑量|通货]",
        "[N厂|C厂|VS厂]", "[懂的来|你懂的]", "[带芯片|NFC]", "[真标|专柜品质]",
    ),
    "replica_album": (
        "[看相册|更多看相册|相册更多]", "[加V看图|加微看实拍]", "{contact}", "更多款式{contact}",
        "[拍前联系|私聊看图]", "[图2实拍|看最后一张图]", "[细节图私|实物私聊]",
    ),
    "replica_silent": ("", "", "", "", "", "[现货|包邮]", "[带盒子|全套包装]", "[新款|专柜款]"),
    "replica_superfake": ("", "", "", "全套", "[带发票|带小票]", "[未使用|全新]", "专柜款"),
    "replica_disguised": ("", "", "{grade}", "[高版本|顶级版本]", "[专柜品质|原厂皮]"),
    "replica_padded": ("", "", "高版本", "{grade}"),
    "replica_as_used": (
        "[二手|闲置|转让]", "[99新|仅试穿|几乎全新]", "[别人送的|礼物闲置]", "[无小票|无盒]",
        "[保真|正品]", "[自用|低价转]", "",
    ),
}  # fmt: skip

_NEW_CUES: dict[str, tuple[str, ...]] = {
    "retail": ("[2025新款|25春夏]", "国补"),
    "second_hand": ("[循环时尚|旧物新生]", "[已鉴定|得物可鉴]"),
    "outlet": ("[工厂店撤柜|撤柜]",),
    "replica_open": ("[1:1镜像|镜面版]", "[平替复刻|孪生款]"),
    "replica_coded": (
        "[天花板版本|终极版]", "[渠道货|渠道版]", "[ZP级|zp品质]", "[O版|S2版]", "[原厂皮|进口皮料]",
        "[硬度拉满|闭眼入]",
    ),
    "replica_album": ("[主页找我|看主页]", "[粉丝群|进群看]"),
    "replica_silent": ("[25新款|春夏新款]",),
}  # fmt: skip

_TITLES: dict[str, tuple[str, ...]] = {
    "accessory": (
        "适用于{brand}{model}{part}{feature}{colour}", "适用{brand}{model}{part}{count}",
        "{maker}{part}[兼容|适配]{brand}{model}{colour}", "[替换|备用]{part} 适用{brand} {model} [非原装|第三方|]",
        "{feature}{part}[适合|通用]{brand}{product}{model}", "{brand}{model}专用{part}{feature}{use}",
        "{part}适用于{brand} {model} {colour}[高品质|]",
    ),
    "toy_replica": (
        "{weapon}[仿真|1:1仿真|]玩具{colour}{use}", "儿童{weapon}[仿真模型|复刻玩具|玩具]{count}",
        "{maker}{weapon}[不可发射|声光]仿真{feature}", "[抛壳|训练]{weapon}[1比1|仿真|带声光]模型玩具",
    ),
    "scale_model": (
        "{car}{scale}合金[车模|汽车模型|仿真模型]{colour}", "{maker}{scale}{car}[车模|收藏模型]礼盒",
        "{scale}{car}[原厂|树脂]车模[限量|]{colour}", "仿真{car}模型{scale}[1:1还原|细节还原]摆件",
    ),
    "film_prop": (
        "{show}{prop}道具[复刻|仿真|手作]cos{feature}", "影视道具{prop}[1:1复刻|一比一|手工|可佩戴]{show}",
        "{show}同款{prop}[还原|复刻]摆件{colour}", "cosplay{prop}{show}[1:1|实物大小|成人款]道具",
    ),
    "faux_material": (
        "[仿皮|PU皮|人造革]{product}{colour}{size}", "[仿真丝|仿羊绒|仿獭兔毛]{product}{colour}",
        "{maker}[超纤仿皮|仿鳄鱼纹]{product}{gender}", "[仿真花|仿真绿植|高仿真花]{feature}{use}{count}",
        "[仿珍珠|仿钻|AAA锆石]{product}{size}", "[人造毛|仿皮草]{product}{gender}{size}",
    ),
    "other_sense": (
        "{maker}AAA电池7号{count}[碱性|充电]", "[A级|特级|顶级][牛排|大枣|核桃]{count}",
        "硬盘[拷贝机|1:1对拷|脱机克隆]底座USB", "[验钞机|假币检测|验钞灯]{feature}",
        "[镜子|化妆镜|全身镜]{feature}[高清|]{size2}", "[复写纸|收据本|二联单]{count}",
        "[仿真|假]监控摄像头{feature}{count}", "[仿古|复刻][铜钱|银元|字画]摆件{feature}",
        "[原单|订单]管理[打印纸|软件]{count}",
    ),
    "common_word": (
        "[红富士|糖心]苹果[新鲜水果|脆片|整箱]{count}", "[黄小米|小米粥|农家小米]{count}五谷杂粮",
        "[冠军|比赛]奖杯奖牌{size2}{count}", "[老板|总裁]椅{feature}{colour}", "[美洲狮|鳄鱼|始祖鸟]化石摆件{feature}",
        "[教练|大巴车][口哨|窗帘]{feature}", "[马球|高尔夫]球{count}{feature}",
        "[香橙|古法]红糖{count}", "[化石|三叶虫]标本{count}", "[雪花|匹克|蝴蝶]面粉{count}",
    ),
    "book": (
        "{brand}传[一个品牌的故事|品牌史][精装|书籍]", "{brand}{model}收藏[图鉴|指南]{season}",
        "[辨别真假|教你识假]{brand}[鉴定|鉴别]手册[电子书|]", "{brand}[时尚传记|画册]精装[二手|正版]",
    ),
    "style_clothing": (
        "{band}[致敬|翻唱]乐队[演出门票|纪念册]", "[复古|港风|美式|学院]风{product}{colour}{size}",
        "[明星同款|走秀款|网红同款]{product}{gender}{size}", "{maker}{product}[大牌感|老钱风]{colour}{size}",
        "{band}致敬演出[海报|徽章]{count}",
    ),
    "wholesale": (
        "批发{feature}{noun}{count}[厂家直销|源头工厂]", "[来图定制|贴牌代工]{noun}{feature}[印logo|无标]",
        "[外贸原单|外贸尾单|尾货]{product}{colour}{size}[剪标|无标]", "{noun}[工厂货|一手货源]{feature}{count}",
    ),
    "generic": (
        "{feature}{noun}{colour}{count}{use}", "{noun}{feature}{use}{colour}", "{maker}{feature}{noun}{count}",
        "{use}{feature}{noun}{count}", "[简约|纯色|基础款]{product}{colour}{material}{size}",
        "{maker}{gender}{product}{material}{colour}",
    ),
    "own_brand": (
        "{maker}{product}{colour}{size}{material}", "{maker}[旗舰店|官方店]{product}{size}",
        "{maker}[原创设计|手作]{product}{colour}", "{maker}原创{product}{gender}{season}",
    ),
    "licensed_merch": (
        "[正版授权|官方正版]{character}{merch}{colour}", "{character}{merch}[正版|授权]{use}",
        "{character}{merch}{size2}{colour}", "{brand}{character}联名{merch}[正版|]",
    ),
    "unlicensed_merch": (
        "{character}{merch}[来图定制|定制名字]{colour}", "{character}{merch}[手工|烫画|印花]{count}",
        "{character}{merch}{size2}{colour}", "{character}同款{merch}[批发|]{count}",
        "卡通{character}{merch}{use}{count}",
    ),
    "replica_for_abuse": (
        "适用于{brand}{product}{model}{colour}{size}", "适用{brand}{gender}{product}{model}",
        "{gender}{product}[适配|兼容]{brand}{model}{size}", "适用{brand} {model} {product}{material}[带标|带盒|]",
    ),
    "fake_packaging": (
        "{brand}[包装盒|礼品盒|空盒子][防尘袋|手提袋|]", "{brand}[防尘袋|手提袋|购物袋]{size2}{count}",
        "{brand}[盒子|包装]全套[证书卡|说明书|小票]{count}", "{brand}[吊牌|领标|织唛|纽扣]{count}",
    ),
}  # fmt: skip

_NEW_TITLES: dict[str, tuple[str, ...]] = {
    "accessory": ("磁吸{part}适用{brand}{model}{colour}",),
    "generic": ("[治愈系|多巴胺]{noun}{feature}{colour}",),
    "style_clothing": ("[静奢|美拉德|新中式]{product}{colour}{size}",),
    "unlicensed_merch": ("{character}[谷子|吧唧]{merch}{count}",),
    "replica_for_abuse": ("可搭配{brand}{gender}{product}{model}[带标|]",),
}  # fmt: skip

CHINESE = Wording(
    words=_WORDS,
    orders=_ORDERS,
    cues=_CUES,
    new_cues=_NEW_CUES,
    titles=_TITLES,
    new_titles=_NEW_TITLES,
    claims=CLAIMS,
    spec=SPEC,
    plain_spec=PLAIN_SPEC,
    shipping=SHIPPING,
    service=SERVICE,
    padding=PADDING,
    unbranded=("无品牌", "其他", "other", "自有品牌"),
    space="",
)
