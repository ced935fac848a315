# Makes of the shop's variables what is stored as its secret: those that single functions are given, and two groups of them, each the
# text of one object. CloudFormation takes sixty references in a template and no more; and the page that leads to ECPay needs no key
# of WeChat Pay's.
def only(names): with_entries(select(.key | test(names)));
{SESSION_SECRET, ADMIN_SECRET, WECHATPAY_APPID_MINI_PROGRAM, WECHATPAY_APP_SECRET_MINI_PROGRAM}
+ {PROVIDERS: (only("^(WECHATPAY|ECPAY)_") | del(.WECHATPAY_APP_SECRET_MINI_PROGRAM) | tojson)}
+ {ECPAY: (only("^ECPAY_") | tojson)}
